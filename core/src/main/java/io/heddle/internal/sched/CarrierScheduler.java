// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.Jfr;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Our own work-stealing scheduler: carriers, each with a queue of its own, behind the seam that
 * goroutines see. Go's {@code proc.go}.
 */
final class CarrierScheduler extends Scheduler implements TimerService.Driver {
  /*
   * Made ready by a goroutine, also by its end → the next slot of its carrier, what was there → its
   *                             queue's tail
   * Yielded, or by a timer    → the tail of the carrier's queue
   * From any other thread     → the global queue
   * Then IdleCarriers.wakeOne, except for what went to an empty next slot: its maker will stop soon,
   * and if not, Watchdog opens the slot to others.
   */
  private static final CarrierScheduler INSTANCE = new CarrierScheduler();

  final GlobalRunQueue global = new GlobalRunQueue();
  final IdleCarriers idle = new IdleCarriers();
  final CarrierSet carriers = new CarrierSet(this);
  final Quiescence quiescence = new Quiescence(this);
  final Starvation starvation = new Starvation(this);
  final Watchdog watchdog = new Watchdog(this);

  /**
   * Set by the watchdog: something has been waiting in the global queue, or a timer, for too long.
   */
  volatile boolean isLate;

  private final AtomicLong startedOutside = new AtomicLong();

  /**
   * An object made beforehand: what is to be made ready must be so when there is no memory, too.
   */
  private final Consumer<Ready> makeReady = new MakeReady();

  private CarrierScheduler() {}

  static CarrierScheduler instance() {
    return INSTANCE;
  }

  /** Starts the carriers and takes over the timers, at the first use. */
  private synchronized void startUp() {
    if (carriers.procs() == 0) {
      var _ = OwnSwitch.isWanted(); // here a wrong property is still somebody's to hear of
      TimerService.get().drivenBy(this);
      carriers.start();
      SchedTrace.startIfWanted(this);
      Jfr.look();
    }
  }

  @Override
  Thread newThread(Goroutine g, String name, boolean inherits) {
    if (carriers.procs() == 0) {
      startUp();
    }
    return JdkInternals.newVirtualThread(g, name, inherits, g);
  }

  @Override
  void start(Goroutine g, Thread thread) {
    count(g);
    try {
      JdkInternals.start(thread);
    } catch (Throwable e) {
      startedOutside.decrementAndGet();
      throw e;
    }
  }

  @Override
  void begun(Goroutine g) {
    count(g);
  }

  private void count(Goroutine g) {
    if (!g.isCounted) {
      g.isCounted = true;
      var c = Carrier.current();
      if (c != null) {
        c.counts.started++;
      } else {
        startedOutside.incrementAndGet();
      }
    }
  }

  @Override
  void ended(Goroutine g) {
    if (g.entry != null) {
      Registry.get().unlink(g);
    }
    var c = Carrier.current();
    if (c != null) {
      c.counts.ended++;
      c.counts.lastEnded.add(g.thread().threadId(), g.id());
    }
  }

  @Override
  long endedGoroutine(long thread) {
    var crew = carriers.crew();
    long id = crew.gone().lastEnded.goroutineOf(thread);
    for (var c : crew.all()) {
      id = Math.max(id, c.counts.lastEnded.goroutineOf(thread));
    }
    return id;
  }

  /** {@code r} can run: called by the JDK, on whatever thread made it so. */
  void ready(Ready r) {
    if (Tracing.isOn() && r instanceof Goroutine g) {
      Tracing.ready(g);
    }
    var thread = JdkInternals.currentCarrier();
    if (!(thread instanceof Carrier c)) {
      global.submit(r);
      idle.wakeOne(); // a full fence
      carriers.needed();
    } else if (Thread.currentThread() == thread && !c.wakes(r)) {
      c.putYielded(r);
    } else {
      c.putNext(r);
    }
  }

  @Override
  @Nullable Goroutine current() {
    return goroutineOf(Thread.currentThread());
  }

  /** {@link #ready}; no lambda, whose class would be made at the start of each program. */
  private final class MakeReady implements Consumer<Ready> {
    @Override
    public void accept(Ready r) {
      ready(r);
    }
  }

  /**
   * The short way to make a goroutine ready that is fully parked: one CAS, and into the next slot.
   * LockSupport.unpark, the long way, would also set the thread's permit, which its continuation
   * would have to take back: two more atomic steps, 20 ns of a switch.
   */
  @Override
  public void unpark(Thread thread) {
    var g = goroutineOf(thread);
    if (g == null || !unparkShort(g, thread)) {
      LockSupport.unpark(thread);
    }
  }

  /** False: it is not fully parked, and nothing has happened. */
  private boolean unparkShort(Goroutine g, Thread thread) {
    var bubble = g.bubble();
    if (bubble != null) {
      return bubble.unpark(g, thread);
    }
    if (!JdkInternals.unparkParked(thread)) {
      return false;
    }
    var carrier = JdkInternals.currentCarrier();
    if (!(carrier instanceof Carrier c && Thread.currentThread() != c && putNext(c, g))) {
      JdkInternals.pinned(g, makeReady);
    }
    return true;
  }

  @Override
  public void park() {
    OwnSwitch.park();
  }

  @Override
  int carrierNumber() {
    var c = Carrier.current();
    return c == null ? -1 : c.number;
  }

  @Override
  public void tellWoken(Thread thread) {
    Tracing.woke(thread);
  }

  private boolean putNext(Carrier c, Goroutine g) {
    if (!Tracing.isOn()) {
      return c.tryPutNext(g);
    }
    if (!c.isNextEmpty()) {
      return false;
    }
    Tracing.ready(g); // before another carrier can run it
    return c.tryPutNext(g);
  }

  @Override
  public void yield() {
    var c = Carrier.current();
    if (c == null || c.mustYield()) {
      offerCarrier();
    }
  }

  @Override
  public void earlierDeadline(long when) {
    // A carrier looks at the timers itself before it sleeps; if it computes on, the watchdog does.
    if (Carrier.current() == null) {
      idle.wakeOneMore();
      VarHandle.fullFence();
      carriers.needed();
    }
  }

  boolean hasTimers() {
    return TimerService.get().next() != TimeSource.NEVER;
  }

  /** True if nobody needs a carrier: nothing runs, waits or is armed. */
  boolean isUnused() {
    return isResting() && count() == 0 && !hasTimers() && !hasWork();
  }

  boolean hasWork() {
    if (global.size() > 0) {
      return true;
    }
    for (var c : carriers.all()) {
      if (c.hasQueued()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isIdleBut(int n) {
    return awake() == n && !hasWork();
  }

  /** True if no carrier runs anything: those that are entitled to sleep, and none is stuck. */
  boolean isResting() {
    return awake() == 0;
  }

  /** How many carriers have something to run, or look for it. */
  private int awake() {
    return Math.max(0, carriers.active() + carriers.stuck() - idle.size());
  }

  @Override
  void forEachActive(Consumer<Goroutine> action) {
    forEachFirstRun(action);
    for (var c : carriers.all()) {
      c.forEachQueued(action);
    }
    global.forEach(action);
  }

  private void forEachFirstRun(Consumer<Goroutine> action) {
    for (var c : carriers.all()) {
      var g = c.running();
      if (g != null) {
        action.accept(g);
      }
    }
  }

  @Override
  public long count() {
    long n = startedOutside.get() - Registry.get().collected();
    var crew = carriers.crew();
    n += crew.gone().started - crew.gone().ended;
    for (var c : crew.all()) {
      n += c.counts.started - c.counts.ended;
    }
    return n;
  }

  /** Nothing stands still meanwhile, so the sums fit together only roughly. */
  @Override
  public Statistics statistics() {
    long running = 0;
    var crew = carriers.crew();
    long started = startedOutside.get() + crew.gone().started;
    long ended = crew.gone().ended;
    long switches = crew.turns();
    long yields = crew.gone().yields;
    long steals = crew.gone().steals;
    long wakeUps = crew.gone().wakeUps;
    var queues = new ArrayList<Integer>();
    var latencies = new long[Latencies.BUCKETS];
    crew.gone().latencies.addTo(latencies);
    for (var c : crew.all()) {
      running += c.isBusy() ? 1 : 0;
      started += c.counts.started;
      ended += c.counts.ended;
      switches += c.turns();
      yields += c.counts.yields;
      steals += c.counts.steals;
      wakeUps += c.counts.wakeUps;
      queues.add(c.queueLength());
      c.counts.latencies.addTo(latencies);
    }
    long runnable = (long) global.size() + queues.stream().mapToInt(n -> n).sum();
    return new Statistics(
        maxProcs(),
        running,
        runnable,
        Math.max(0, count() - running - runnable),
        started,
        switches,
        yields,
        Math.max(0, switches - yields - ended),
        steals,
        wakeUps,
        carriers.reliefs(),
        global.size(),
        List.copyOf(queues),
        latencies);
  }

  @Override
  public int maxProcs() {
    if (carriers.procs() == 0) {
      startUp();
    }
    return carriers.procs();
  }

  @Override
  public int maxProcs(int n) {
    if (carriers.procs() == 0) {
      startUp();
    }
    return carriers.procs(n);
  }

  @Override
  public int pause() {
    return carriers.procs(CarrierSet.NONE);
  }

  @Override
  public void goOn(int paused) {
    carriers.procs(paused);
  }

  void reportFailure(Carrier c, Throwable e) {
    LastWords.GOES_ON.aboutFailure(c.getName(), " goes on after ", e);
  }

  /** What a person who looks for a lost goroutine wants to know. */
  @Override
  public String toString() {
    var s = new StringBuilder();
    s.append(carriers);
    s.append(", idle ").append(idle.size()).append(", searching ").append(idle.searching());
    s.append(", global ").append(global.size());
    for (var c : carriers.all()) {
      s.append("\n  ").append(c.inWords());
    }
    return s.toString();
  }
}
