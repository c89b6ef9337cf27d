// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.program.Programs;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.timer.TimeSource;
import io.heddle.testkit.DataRaceError;
import io.heddle.testkit.ExitError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the goroutines of a bubble one at a time, in an order that a {@link Decider} chooses. */
public final class DeterministicScheduler extends BubbleScheduler {
  /*
   * Turn:      one member runs on the carrier until it waits, ends, or is made to wait at a step.
   * Step:      a member is about to do something (step, on its own thread). The decider chooses among
   *            it and those that are ready. If it is another one, that is left in `next`, and the
   *            member yields; the loop then runs `next`.
   * Rest:      nobody is ready. What then happens says Rest.
   * Over:      the outermost program has ended. The loop stops; once whoever called has interrupted
   *            those that are left, they run to their ends, or as far as they get in WIND_DOWN turns.
   * Threads:   all state belongs to the carrier, and to the goroutine that it runs. What other
   *            threads make ready comes through `inbox`.
   */
  private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");
  private static final int WIND_DOWN = 20_000;

  final Rules rules;
  final Decider decider;
  final Things things;
  final Recorder recorder;
  private final Progress progress;
  private final Rest rest = new Rest(this);
  private final Map<Object, Member> members = new ConcurrentHashMap<>();
  private final List<Member> byNumber = new ArrayList<>();
  private final ArrayList<Member> ready = new ArrayList<>();
  private final ConcurrentLinkedQueue<Object> inbox = new ConcurrentLinkedQueue<>();
  private final Footprint footprint = new Footprint();
  private final Monitors monitors = new Monitors();
  private volatile @Nullable Thread carrier;
  private volatile boolean over;
  private volatile boolean windsDown;
  private volatile boolean hasFinished;
  private volatile long turns;
  private volatile @Nullable Member running;

  private @Nullable Member last;
  private @Nullable Member next;
  private @Nullable Member inTransition;
  private boolean jumpNext;
  private int undivided;
  private int clockChildren;
  private int births;
  private int live;
  private volatile long now;
  private @Nullable Random random;

  public DeterministicScheduler(Rules rules, Decider decider) {
    this.rules = rules;
    this.decider = decider;
    this.things = new Things(rules.explores());
    this.recorder = new Recorder(this);
    this.progress = new Progress(rules.maxSteps(), rules.maxVirtualTime().toNanos());
  }

  // ---- the loop ----

  /** Runs the bubble to its end; on its carrier. */
  void loop(Thread onCarrier) {
    carrier = onCarrier;
    try {
      while (!hasFinished) {
        var m = pick();
        if (m != null) {
          turn(m);
        }
      }
    } finally {
      hasFinished = true;
      rest.finished();
    }
  }

  private void turn(Member m) {
    running = m;
    last = m;
    turns++;
    if (m.op == null) {
      beginTransition(m);
      leaveFootprint(Op.LOCK, m.on);
    }
    if (m.goroutine != null) {
      resume(m.goroutine);
    } else if (m.continuation != null) {
      m.continuation.run();
    }
    running = null;
    if (m.continuation != null
        && m.thread != null
        && m.thread.getState() == Thread.State.TERMINATED) {
      gone(m.continuation);
    }
    if (!m.isReady && !m.hasEnded) {
      rest.waits(m);
    }
  }

  private @Nullable Member pick() {
    drain();
    if (births == 0 || over && !windsDown) {
      LockSupport.park(this); // until main comes; until those that are left have been interrupted
      return null;
    }
    if (over && (live == 0 || turns > WIND_DOWN + rest.turnsAtEnd())) {
      hasFinished = true;
      return null;
    }
    if (jumpNext) {
      jumpNext = false;
      jump();
      return null;
    }
    var chosen = next;
    next = null;
    if (chosen == null && !ready.isEmpty()) {
      chosen = afterWait();
    }
    if (chosen == null) {
      if (!jumpNext) {
        rest.nobodyIsReady();
      }
      return null;
    }
    ready.remove(chosen);
    chosen.isReady = false;
    return chosen;
  }

  /** Who goes on after one has begun to wait or has ended; null: the clock jumps first. */
  private @Nullable Member afterWait() {
    var l = last;
    endTransition();
    boolean mayJump = mayJump();
    if (!rules.explores() || over || ready.size() == 1 && !mayJump) {
      return ready.getFirst();
    }
    int i = decider.next(ready, l, false, mayJump);
    recorder.decided(l, ready, i, 0);
    if (i == Decider.CLOCK) {
      jumpNext = true;
      return null;
    }
    return ready.get(i);
  }

  private boolean mayJump() {
    return rules.adversarialTime() && !over && timers().next() - now <= Jumps.FARTHEST;
  }

  /** To the next timer, which there is. */
  void jump() {
    long to = timers().next();
    endTransition();
    if (rules.explores()) {
      beginTransition(recorder.clock);
      footprint.add(Things.CLOCK, true);
      recorder.jumps(to);
    }
    now = Math.max(now, to);
    if (progress.jump(now) && (rules.explores() || rest.isMainGone()) && !over) {
      rest.livelock("no progress for " + Texts.of(Duration.ofNanos(now)) + " of virtual time");
      return;
    }
    timers().runDue(now);
    endTransition();
  }

  // ---- steps ----

  @Override
  protected void step(Op op, @Nullable Object on, @Nullable Object value) {
    var m = running;
    if (m == null || !isOnCarrier()) {
      return;
    }
    if (over) {
      if (windsDown && turns++ > WIND_DOWN + rest.turnsAtEnd()) {
        giveUp();
      }
      return;
    }
    if (!rules.explores()) {
      progress.step(op, now);
      return;
    }
    var numbers = numbersOf(op, on);
    if (undivided > 0) {
      leaveFootprint(op, numbers);
      return;
    }
    endTransition();
    m.op = op;
    m.on = numbers;
    m.hasYielded = op == Op.YIELD;
    choose(m);
    beginTransition(m);
    leaveFootprint(op, numbers);
    recorder.goesOn(m, op, on, value);
    m.op = null;
    m.on = Things.NONE;
    if (progress.step(op, now) && !over) {
      rest.livelock("no progress in " + rules.maxSteps() + " steps");
      giveUp();
    }
    if (progress.isSpinning() && !over) {
      if (rest.isMainGone() && progress.isIdle()) {
        endQuietly(); // it never comes to rest
        giveUp();
      }
      letOthersGoOn();
    }
  }

  /** Who goes round and round waits for something: for another, or for a timer, by turns. */
  private void letOthersGoOn() {
    boolean jumps = progress.waited() && timers().next() < TimeSource.NEVER - 1;
    if (!jumps && ready.isEmpty()) {
      return;
    }
    letGo(jumps ? null : ready.getFirst());
  }

  /** The running one waits until the chosen one has gone on; null: until the clock has jumped. */
  private void letGo(@Nullable Member chosen) {
    next = chosen;
    jumpNext = chosen == null;
    long before = turns;
    Thread.yield();
    if (before == turns) { // it can not let go now: in a native frame, or a class initializer
      next = null;
      jumpNext = false;
    }
  }

  private void choose(Member m) {
    drain();
    boolean mayJump = mayJump();
    if (ready.isEmpty() && !mayJump) {
      return;
    }
    ready.add(m);
    int i = decider.next(ready, m, true, mayJump);
    recorder.decided(m, ready, i, ready.size() - 1);
    var chosen = i == Decider.CLOCK ? null : ready.get(i);
    ready.removeLast();
    if (chosen != m) {
      letGo(chosen);
    }
  }

  private void beginTransition(Member m) {
    if (rules.explores()) {
      inTransition = m;
      decider.goesOn(m);
    }
  }

  private void endTransition() {
    var m = inTransition;
    if (m != null) {
      inTransition = null;
      decider.did(m, footprint);
      footprint.clear();
    }
  }

  private void leaveFootprint(Op op, int[] numbers) {
    for (int n : numbers) {
      footprint.add(n, !op.isRead());
    }
  }

  private int[] numbersOf(Op op, @Nullable Object on) {
    return switch (on) {
      case null -> op == Op.SLEEP || op == Op.TIMER ? new int[] {Things.CLOCK} : Things.NONE;
      case Clock c -> new int[] {Things.CLOCK};
      case Goroutine g -> Things.NONE;
      case Object[] several -> {
        var numbers = new int[several.length];
        for (int i = 0; i < several.length; i++) {
          numbers[i] = things.numberOf(several[i], running);
        }
        yield numbers;
      }
      default -> new int[] {things.numberOf(on, running)};
    };
  }

  /** Never comes back: the bubble is over, and this goroutine does not end by itself. */
  private void giveUp() {
    hasFinished |= windsDown;
    while (true) {
      LockSupport.park(this);
      var _ = Thread.interrupted(); // it has been told to end, and can not
    }
  }

  /** Ends the outermost program as if main had returned. */
  void endQuietly() {
    Programs.exited(this);
  }

  /** The monitors of objects that rewritten classes lock. */
  public Monitors monitors() {
    return monitors;
  }

  /** {@code System.exit}: the outermost program is over; does not return. */
  public void exit(int status) {
    BubbleScheduler.before(Op.EXIT, null);
    if (!over) {
      if (status == 0) {
        Programs.exited(this);
      } else {
        rest.fail(running, new ExitError(status));
      }
    }
    giveUp();
  }

  /** Random numbers that follow from the schedule's seed. */
  public Random random() {
    var r = random;
    if (r == null) {
      r = new Random(decider.seed());
      random = r;
      recorder.seeded(decider.seed());
    }
    return r;
  }

  @Override
  public void yield() {
    Thread.yield();
  }

  // ---- who is born, is ready, ends ----

  @Override
  protected void born(Goroutine g) {
    if (isOnCarrier()) {
      member(g, g, null);
    }
  }

  private Member member(Object key, @Nullable Goroutine g, @Nullable Runnable continuation) {
    var known = members.get(key);
    if (known != null) {
      return known;
    }
    var parent = running;
    String path;
    if (parent != null) {
      path = parent.path + "." + ++parent.children;
    } else {
      path = births == 0 ? "0" : "t." + ++clockChildren;
    }
    var thread = g != null ? g.thread() : continuation == null ? null : threadOf(continuation);
    var m = new Member(births++, path, g, continuation, thread);
    if (rules.explores()) {
      byNumber.add(m);
    }
    members.put(key, m);
    live += thread == null ? 0 : 1;
    return m;
  }

  @Override
  protected void died(Goroutine g) {
    gone(g);
  }

  private void gone(Object key) {
    var m = members.remove(key);
    if (m != null) {
      m.hasEnded = true;
      live--;
      progress.made(now);
      rest.ended(m);
      recorder.ended(m);
    }
  }

  @Override
  protected void ready(Goroutine g) {
    makeReady(g);
  }

  @Override
  protected void ready(Runnable continuation) {
    makeReady(continuation);
  }

  private void makeReady(Object key) {
    if (isOnCarrier()) {
      enqueue(key);
    } else {
      inbox.add(key);
      LockSupport.unpark(carrier); // if it is there yet: it looks into the inbox first
    }
  }

  private void drain() {
    for (var key = inbox.poll(); key != null; key = inbox.poll()) {
      enqueue(key);
    }
  }

  private void enqueue(Object key) {
    var m = key instanceof Goroutine g ? member(g, g, null) : member(key, null, (Runnable) key);
    if (m.isReady) {
      return;
    }
    m.isReady = true;
    ready.add(m);
    rest.isReady(m);
    if (running != null && running != m) {
      progress.made(now);
      footprint.woke(m);
    } else if (running == null) {
      footprint.woke(m);
    }
    if (running == m && m.op == null) {
      yielded(m);
    }
  }

  /** {@code Thread.yield} outside of a step: others go first. */
  private void yielded(Member m) {
    m.hasYielded = true;
    if (rules.explores() && progress.step(Op.YIELD, now) && !over) {
      rest.livelock("no progress in " + rules.maxSteps() + " steps");
    }
  }

  private boolean isOnCarrier() {
    return JdkInternals.currentCarrier() == carrier;
  }

  // ---- what the primitives ask ----

  @Override
  protected void born(Object primitive) {
    var site = rules.records() ? Places.ofCaller() : null;
    synchronized (things) {
      things.born(primitive, isOnCarrier() ? running : null, site);
    }
  }

  @Override
  protected void touched(Object primitive) {
    if (rules.explores() && isOnCarrier()) {
      footprint.add(things.numberOf(primitive, running), true);
    }
  }

  @Override
  protected void undivided(int change) {
    if (isOnCarrier()) {
      undivided += change;
    }
  }

  @Override
  public int draw(int bound) {
    var m = running;
    if (m == null || over || bound < 2) {
      return 0;
    }
    int drawn = decider.draw(m, bound);
    recorder.drew(m, drawn);
    return drawn;
  }

  @Override
  public @Nullable String nameOf(Object o) {
    if (o instanceof Goroutine g) {
      var m = members.get(g);
      if (m == null && isOnCarrier()) { // it has ended
        m = byNumber.stream().filter(x -> x.goroutine == g).findFirst().orElse(null);
      }
      return m == null ? null : m.path;
    }
    synchronized (things) {
      return things.nameOf(o);
    }
  }

  /** The same with its kind. */
  @Nullable String fullNameOf(Object o) {
    synchronized (things) {
      return things.fullNameOf(o);
    }
  }

  boolean isInside(Object o) {
    synchronized (things) {
      return things.isInside(o);
    }
  }

  @Override
  public boolean wantsSites() {
    return !rules.explores() || rules.records();
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Instant wall(long nanos) {
    return BEGIN.plusNanos(nanos);
  }

  @Override
  public void timersChanged() {
    if (rules.explores() && running != null && isOnCarrier()) {
      footprint.add(Things.CLOCK, true);
    }
  }

  @Override
  public long count() {
    return live;
  }

  // ---- the bubble as a whole ----

  /** Called by main when its body has returned; waits for the others. */
  public void mainReturned() throws InterruptedException {
    rest.mainReturned();
  }

  public void settle() throws InterruptedException {
    rest.settle();
  }

  @Override
  public void programEnded(Object end) {
    var outermost = program();
    if (outermost != null && outermost.isOver() && !over) {
      rest.ended(end);
      over = true;
    }
  }

  /** Whoever called has seen the end, and has interrupted those that are left. */
  void windDown() {
    windsDown = true;
    LockSupport.unpark(carrier);
  }

  void awaitFinished() throws InterruptedException {
    rest.awaitFinished();
  }

  boolean hasFailed() {
    return !rest.kind().isEmpty();
  }

  String failureText() {
    return rest.text();
  }

  /** Who has waited for the world outside, and where. After the end. */
  Set<String> realWaits() {
    return rest.realWaits();
  }

  String failureKind() {
    return rest.kind();
  }

  /** A goroutine keeps the carrier; called by who watches it. */
  void stuck(Thread carrierThread) {
    rest.stuck(carrierThread);
    hasFinished = true;
    rest.finished();
  }

  /** The race detector has found a race, with the running member's access. */
  void race(String report) {
    if (rules.explores() && !over) {
      var named = Texts.withNames(report, byNumber);
      rest.fail(running, new DataRaceError(named.strip()));
    }
  }

  /** The loop itself has failed: that is an error of ours, and the program can't go on. */
  void broken(Throwable e) {
    rest.fail(running, new IllegalStateException("the test kit's scheduler has failed", e));
  }

  /** Nobody who is left can end by himself. */
  void abandon() {
    hasFinished = true;
  }

  boolean isOver() {
    return over;
  }

  /** What is called when all wait for ever: the innermost program ends. */
  void deadlock(String message, List<Member> stuck) {
    Programs.deadlocked(this, message, p -> Texts.dump(this, stuck, p));
  }

  void resumes(Member m, Object on) {
    m.on = new int[] {things.numberOf(on, m)};
  }

  @Nullable Member running() {
    return running;
  }

  @Nullable Thread carrier() {
    return carrier;
  }

  long turns() {
    return turns;
  }

  /** Those that live, in the order of their births. */
  List<Member> living() {
    return members.values().stream().sorted(Comparator.comparingInt(m -> m.number)).toList();
  }

  Goroutine.@Nullable Owner outermost() {
    return program();
  }

  List<Thread> livePlatformThreads() {
    return platformThreads();
  }

  boolean isAnybodyReady() {
    drain();
    return !ready.isEmpty();
  }

  List<Member> all() {
    return byNumber;
  }
}
