// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the goroutines of a bubble one at a time, in an order that a {@link Decider} chooses. */
public final class DeterministicScheduler extends BubbleScheduler {
  /*
   * Turn:      one member runs on the carrier until it waits, ends, or is made to wait at a step.
   * Next:      who then goes on says Steps, among those that Members knows to be ready.
   * Rest:      nobody is ready. What then happens says Rest.
   * Over:      the outermost program has ended, and those that are left run to their ends: Ending.
   * Threads:   all state belongs to the carrier, and to the goroutine that it runs.
   */
  final Rules rules;
  final Decider decider;
  final Things things;
  final Recorder recorder;
  private final Progress progress;
  final Transition transition;
  final Members members = new Members(this);
  final Rest rest = new Rest(this);
  final Ending ending = new Ending(this, rest);
  private final Steps steps;
  private final Monitors monitors = new Monitors();
  private volatile @Nullable Thread carrier;
  private final Turns turns = new Turns();
  private final WallClock wallClock = new WallClock();

  private @Nullable Member last;
  private volatile long now;
  private @Nullable Random random;

  public DeterministicScheduler(Rules rules, Decider decider) {
    this.rules = rules;
    this.decider = decider;
    this.things = new Things(rules.explores());
    this.recorder = new Recorder(this);
    this.progress = new Progress(rules.maxSteps(), rules.maxVirtualTime().toNanos());
    this.transition = new Transition(rules.explores(), decider);
    this.steps = new Steps(this, members, progress);
  }

  // ---- the loop ----

  /** Runs the bubble to its end; on its carrier. */
  void loop(Thread onCarrier) {
    carrier = onCarrier;
    try {
      while (!ending.hasFinished()) {
        var m = pick();
        if (m != null) {
          turn(m);
        }
      }
    } finally {
      monitors.close();
      ending.finish();
    }
  }

  private void turn(Member m) {
    turns.begin(m);
    last = m;
    if (m.op == null) {
      transition.begin(m);
      transition.concerns(Op.LOCK, m.on);
    }
    if (m.goroutine != null) {
      resume(m.goroutine);
    } else if (m.continuation != null) {
      m.goOn(m.continuation);
    }
    turns.end();
    if (m.continuation != null && m.isTerminated()) {
      gone(m.continuation);
    }
    if (!m.isReady && !m.hasEnded) {
      rest.waits(m);
    }
  }

  private @Nullable Member pick() {
    members.ready();
    if (members.isEmpty() || ending.isUnseen()) {
      LockSupport.park(this); // until main comes; until those that are left have been interrupted
      return null;
    }
    if (ending.isToBreakOff()) {
      ending.quietly();
      return null;
    }
    if (ending.isOver() && members.live() == 0 || ending.isWoundDown()) {
      ending.abandon();
      return null;
    }
    if (steps.clockIsNext()) {
      jump();
      return null;
    }
    var chosen = steps.next(last);
    if (chosen != null) {
      members.goesOn(chosen);
    } else if (!steps.isClockNext()) {
      rest.nobodyIsReady();
    }
    return chosen;
  }

  /** So much time, in which nothing is due. */
  void passes(long nanos) {
    transition.changes(Things.CLOCK);
    now += nanos;
  }

  /** To the next timer, which there is. */
  void jump() {
    long to = timers().next();
    transition.end();
    if (rules.explores()) {
      transition.begin(recorder.clock);
      transition.concernsEverything();
      recorder.jumps(to);
    }
    now = Math.max(now, to);
    if (progress.jump(now) && (rules.explores() || rest.isMainGone()) && !ending.isOver()) {
      ending.livelock("no progress for " + Texts.of(Duration.ofNanos(now)) + " of virtual time");
      return;
    }
    timers().runDue(now);
    transition.end();
  }

  @Override
  protected void step(Op op, @Nullable Object on, @Nullable Object value) {
    var m = turns.running();
    if (m == null || !isOnCarrier()) {
      return;
    }
    if (ending.isOver()) {
      if (!ending.isUnseen()) {
        turns.another();
      }
      if (ending.isWoundDown()) {
        ending.giveUp();
      }
      return;
    }
    if (!rules.explores()) {
      progress.step(op, now);
      steps.looks(op);
      return;
    }
    if (ending.isToBreakOff()) {
      ending.quietly();
      ending.giveUp();
    }
    steps.take(m, op, on, value);
  }

  /** The monitors of objects that rewritten classes lock. */
  public Monitors monitors() {
    return monitors;
  }

  /** {@code System.exit}: the outermost program is over; does not return. */
  public void exit(int status) {
    ending.exit(status);
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

  // ---- who is born, is ready, ends ----

  @Override
  protected void born(Goroutine g) {
    if (isOnCarrier()) {
      members.of(g, g);
    }
  }

  @Override
  protected void died(Goroutine g) {
    gone(g);
  }

  private void gone(Object key) {
    var m = members.remove(key);
    if (m != null) {
      progress.made(now);
      rest.ended(m);
      recorder.ended(m);
    }
  }

  @Override
  protected void ready(Goroutine g) {
    members.makeReady(g);
  }

  @Override
  protected void ready(Runnable continuation) {
    members.makeReady(continuation);
  }

  /** It has just become so, while the running one went on, or none did. */
  void isReady(Member m) {
    rest.isReady(m);
    var running = running();
    if (running != null && running != m) {
      progress.made(now);
      transition.woke(m);
    } else if (running == null) {
      transition.woke(m);
    }
    if (running == m && m.op == null) {
      steps.yielded(m);
    }
  }

  boolean isOnCarrier() {
    return JdkInternals.currentCarrier() == carrier;
  }

  @Override
  protected void born(Object primitive) {
    var site = rules.records() ? Places.ofCaller() : null;
    things.born(primitive, isOnCarrier() ? running() : null, site);
  }

  @Override
  protected void touched(Object primitive) {
    if (rules.explores() && isOnCarrier()) {
      transition.changes(things.numberOf(primitive, running()));
    }
  }

  @Override
  protected void undivided(int change) {
    if (isOnCarrier()) {
      transition.undivided(change);
    }
  }

  @Override
  public int draw(int bound) {
    var m = turns.running();
    if (m == null || ending.isOver() || bound < 2) {
      return 0;
    }
    int drawn = decider.draw(m, bound);
    recorder.drew(m, drawn);
    return drawn;
  }

  @Override
  public @Nullable String nameOf(Object o) {
    if (o instanceof Goroutine g) {
      return members.pathOf(g);
    }
    return things.nameOf(o);
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
    return wallClock.at(nanos);
  }

  @Override
  public void timersChanged() {
    if (rules.explores() && running() != null && isOnCarrier()) {
      transition.changes(Things.CLOCK);
    }
  }

  @Override
  public long count() {
    return members.live();
  }

  public void settle() throws InterruptedException {
    rest.settle();
  }

  @Override
  public void programEnded(Object end) {
    var outermost = program();
    if (outermost != null && outermost.isOver() && !ending.isOver()) {
      ending.ended(end);
    }
  }

  boolean isOver() {
    return ending.isOver();
  }

  @Nullable Member running() {
    return turns.running();
  }

  @Nullable Thread carrier() {
    return carrier;
  }

  long turns() {
    return turns.count();
  }

  static @Nullable Thread threadOfContinuation(Runnable continuation) {
    return threadOf(continuation);
  }

  static @Nullable Member memberOf(Goroutine g) {
    return (Member) known(g);
  }

  static void isMember(Goroutine g, @Nullable Member m) {
    know(g, m);
  }

  Goroutine.@Nullable Owner outermost() {
    return program();
  }

  List<Thread> livePlatformThreads() {
    return platformThreads();
  }
}
