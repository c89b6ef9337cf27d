// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.Tracing;
import io.heddle.internal.timer.TimerService;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that runs goroutines, one after the other. What it runs next {@link WorkSearch}
 * says; what it does when there is nothing, {@link Idling}.
 */
final class Carrier extends NextSlot {
  /*
   * Turn:      what happens between two switches: one goroutine runs until it waits, yields or ends.
   *            What it makes ready goes to the next slot; that wakes nobody. What was there goes to
   *            the queue, and that does. If it goes on computing, the watchdog opens the slot to others.
   * Timers:    are fired between turns. A task of theirs must not wait; where one does all the same, for
   *            a goroutine that is ready here, the watchdog sees it as it sees a turn that does not end.
   * Retiring:  a carrier that was stuck in a long computation or a native call has been replaced.
   *            When it comes back, or when maxProcs was lowered, it hands over its queue and waits
   *            among the spares. All carriers are alike: it does not matter who retires.
   * Counting:  by plain stores into fields of its own. One in TIMED_EVERY that become ready is timed
   *            until it runs: to read the clock twice costs 50 ns, half a switch.
   * Failure:   what leaves a continuation is the JDK's or ours, never the user's. It is reported,
   *            and the carrier goes on.
   * No memory: a timed wait of the JDK's whose timer finds no memory has left the carrier all the same, and
   *            nobody would wake it: it is made ready again, as if it had been woken for nothing.
   *            Between the queue and the goroutine nothing may fail, for it would be lost. What cannot
   *            be registered runs without, and dumps do not know it until its next turn.
   */
  static final int TIMED_EVERY = 256;

  /**
   * How deep goroutines may recurse: {@code -Dheddle.stackkilobytes}, or 64 MiB. So large a stack
   * is not kept when its thread has ended, so all carriers have the same: ADR 0135.
   */
  private static final long STACK_SIZE = Long.getLong("heddle.stackkilobytes", 64 << 10) << 10;

  private static final VarHandle RUNNING;
  private static final VarHandle TURNS;

  static {
    try {
      var lookup = MethodHandles.lookup();
      RUNNING = lookup.findVarHandle(Carrier.class, "running", Goroutine.class);
      TURNS = lookup.findVarHandle(Carrier.class, "turns", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int number;
  final CarrierScheduler scheduler;
  final RunQueue queue = new RunQueue();
  private final CarrierSet set;
  private final WorkSearch search;
  private final Idling idling;
  private int vainYields;

  /**
   * The goroutine that it runs for the first time, which the registry can not know yet; written by
   * itself (opaque), read by dumps.
   */
  @SuppressWarnings("UnusedVariable") // RUNNING
  private @Nullable Goroutine running;

  /** True while it runs anything; written by itself, a hint to others. */
  private boolean isBusy;

  /** True while it fires timers; written by itself, a hint to the watchdog. */
  private boolean isFiring;

  /** Goes up with every turn; written by itself (opaque), the watchdog compares. */
  private long turns;

  /** Goes up with every goroutine that one which it runs makes ready; written by itself. */
  private long made;

  /** What else it has done. */
  final CarrierCounts counts = new CarrierCounts();

  /** Set by the watchdog: it runs something for too long and has been replaced. */
  volatile boolean stuck;

  /** Guarded by the set, as long as it is a spare. */
  @Nullable Carrier nextSpare;

  /** Set by who calls it back from the spares. */
  private volatile boolean recalled;

  Carrier(CarrierScheduler scheduler, int number) {
    super("heddle-carrier-" + number, STACK_SIZE);
    this.number = number;
    this.scheduler = scheduler;
    this.set = scheduler.carriers;
    this.search = new WorkSearch(this);
    this.idling = new Idling(this);
    RuntimeThreads.detach(this);
  }

  /** The carrier that runs the caller, or null. */
  static @Nullable Carrier current() {
    return JdkInternals.currentCarrier() instanceof Carrier c ? c : null;
  }

  @Override
  public void run() {
    scheduler.watchdog.wake();
    while (true) {
      try {
        var r = find();
        if (r != null) {
          runOne(r);
        } else if (set.ends(this)) {
          return;
        }
      } catch (Throwable e) {
        scheduler.reportFailure(this, e);
      }
    }
  }

  /** What it runs next; null if nobody needs it any more. */
  private @Nullable Ready find() {
    while (true) {
      if (stuck) {
        set.cameBack(this); // a timer's task kept it
      }
      if (set.hasSurplus()) {
        idling.endSearch();
        set.retireIfSurplus(this);
        if (set.isUnused()) {
          return null;
        }
      }
      var r = search.find(turns);
      if (r != null) {
        idling.endSearch();
        return r;
      }
      if (Tracing.isOn()) {
        Tracing.idles(number);
      }
      idling.untilWork();
      if (set.isUnused()) {
        idling.endSearch();
        leaveNothing();
        return null;
      }
    }
  }

  /** Before it ends: what has come in the last moment is for whoever is started for it. */
  private void leaveNothing() {
    search.handOver();
    if (scheduler.hasWork()) {
      set.needed();
    }
  }

  private void runOne(Ready r) {
    isBusy = true;
    Throwable failure = null;
    try {
      if (r instanceof Goroutine g) {
        resume(g);
      } else {
        r.resume();
      }
    } catch (Throwable e) {
      failure = e;
    }
    isBusy = false;
    TURNS.setOpaque(this, turns + 1);
    if (turns == OwnSwitch.AFTER_TURNS) {
      OwnSwitch.prepare();
    }
    if (stuck) {
      set.cameBack(this);
    }
    if (failure != null) {
      failed(r, failure);
    }
  }

  /** What left a continuation: see Failure and No memory. */
  private void failed(Ready r, Throwable failure) {
    if (failure instanceof OutOfMemoryError e
        && r instanceof Goroutine g
        && JdkInternals.resubmit(g.thread())) {
      scheduler.starvation.sayOnce(e);
      putLast(g);
    } else {
      scheduler.reportFailure(this, failure);
    }
  }

  /** See Registry: who is linked when. */
  private void resume(Goroutine g) {
    if (Tracing.isOn()) {
      Tracing.runs(g, number);
    }
    if (g.isTimed) {
      counts.latencies.add(g.readyNanos());
    }
    boolean isFirst = !g.hasRun;
    if (isFirst) {
      g.hasRun = true;
      RUNNING.setOpaque(this, g);
    } else if (g.entry == null) {
      link(g);
    }
    try {
      g.resume();
    } finally {
      if (isFirst) {
        hasRunFirst(g);
      }
    }
    g.forgetLastWait();
    if (Tracing.isOn()) {
      Tracing.stops(g, number);
    }
  }

  private void hasRunFirst(Goroutine g) {
    RUNNING.setOpaque(this, null);
    if (g.entry == null) {
      link(g);
    }
  }

  private static void link(Goroutine g) {
    if (g.hasEnded) {
      return;
    }
    try {
      Registry.get().link(g);
    } catch (OutOfMemoryError e) {
      // see above
    }
  }

  /**
   * Owner only, by the goroutine that runs: {@code r} is to run next, unless that is somebody else
   * already. Nothing in here can make the caller change its carrier.
   */
  boolean tryPutNext(Ready r) {
    if (!isNextEmpty()) {
      return false;
    }
    countMade(r);
    return putNextIfEmpty(r);
  }

  /**
   * Owner only, on the carrier's own thread: whether the goroutine of this turn makes {@code r}
   * ready, after it has let go. Its end does so with who joins it, and its park with itself if
   * somebody was quicker to wake it.
   */
  boolean wakes(Ready r) {
    return isBusy && r instanceof Goroutine g && !JdkInternals.hasYielded(g.thread());
  }

  /** Owner only: {@code r} is to run next. A goroutine that calls this is pinned. */
  void putNext(Ready r) {
    countMade(r);
    if (!putNextIfEmpty(r)) {
      var displaced = exchangeNext(r);
      if (displaced != null) {
        putLast(displaced);
        scheduler.idle.wakeFor(queue.size());
      }
    }
  }

  /** Owner only, between goroutines: one has yielded, or a timer has made one ready. */
  void putYielded(Ready r) {
    if (isBusy) {
      counts.yields++;
    }
    countMade(r);
    putLast(r);
    if (queue.size() > 1) {
      scheduler.idle.wakeFor(queue.size());
    }
  }

  private void countMade(Ready r) {
    if ((made++ & TIMED_EVERY - 1) == 0) {
      r.time();
    }
  }

  /** Owner only: {@code r} is to run after all others of this carrier. */
  private void putLast(Ready r) {
    while (!queue.put(r)) {
      search.spill();
    }
  }

  /**
   * Owner only: whether a goroutine that offers to yield should. Not if nothing else is ready here;
   * but now and then all the same, so that timers run.
   */
  boolean mustYield() {
    return !isNextEmpty()
        || queue.size() > 0
        || scheduler.hasWork()
        || ++vainYields % WorkSearch.GLOBAL_EVERY == 0;
  }

  /** Owner only: whether there is anything that it would take. */
  boolean seesWork() {
    return search.seesWork();
  }

  /** Owner only: it was woken. */
  void isWoken() {
    counts.wakeUps++;
    search.sendFor();
  }

  /** Called by others, who have taken it out of the sleepers. */
  void signal() {
    idling.signal();
  }

  /** Owner only: gives all it has to the others and sleeps until it is called back. */
  void sleepAsSpare() {
    if (Tracing.isOn()) {
      Tracing.idles(number);
    }
    search.handOver();
    forgetTaken();
    while (!recalled) { // also when all end
      LockSupport.park(scheduler);
      var _ = Thread.interrupted(); // a stranger's: else no park would wait any more
    }
  }

  /** Owner only, before it sleeps: what it has run is not kept alive by its queue. */
  void forgetTaken() {
    queue.forgetTaken();
  }

  /** Owner only: from now on it can be called back. */
  void becomeSpare() {
    recalled = false;
  }

  /** Called by others: it is a spare, and is needed. */
  void recall() {
    recalled = true;
    LockSupport.unpark(this);
  }

  /** Whether others could take something from it. */
  boolean hasQueued() {
    return queue.size() > 0 || isNextOpen();
  }

  /** Whatever the queue and the next slot name at the moment. */
  void forEachQueued(Consumer<Goroutine> action) {
    queue.forEach(action);
    if (peekNext() instanceof Goroutine g) {
      action.accept(g);
    }
  }

  int queueLength() {
    return queue.size() + (isNextEmpty() ? 0 : 1);
  }

  long turns() {
    return (long) TURNS.getOpaque(this);
  }

  @Nullable Goroutine running() {
    return (Goroutine) RUNNING.getOpaque(this);
  }

  boolean isBusy() {
    return isBusy;
  }

  /** Whether it does something that might keep it from others: a goroutine, or a timer's task. */
  boolean mayHold() {
    return isBusy || isFiring;
  }

  /** Owner only: fires its timers that are due, and of others' those that are late, or all. */
  boolean runTimers(long now, boolean all) {
    var timers = TimerService.get();
    isFiring = true;
    try {
      return all ? timers.runDue(now) : timers.runOwnDue(now);
    } finally {
      isFiring = false;
    }
  }

  String inWords() {
    return getName()
        + ": turn "
        + turns()
        + (isBusy ? ", runs" : "")
        + (stuck ? ", stuck" : "")
        + idling.inWords()
        + (isNextEmpty() ? "" : ", next " + peekNext())
        + ", queue "
        + queue.size()
        + ", "
        + getState();
  }
}
