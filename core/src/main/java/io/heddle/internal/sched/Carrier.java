// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.wait.CoarseClock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that runs goroutines, one after the other: from its next slot, its own queue,
 * the global queue, the timers, and other carriers' queues, in that order.
 */
final class Carrier extends Thread {
  /*
   * Next slot:  the goroutine that the running one made ready last. It runs next, cache-hot, on this
   *             carrier: what a pair playing ping-pong wants. Putting something there wakes nobody;
   *             what it displaces goes to the queue, and that does. After STREAK runs from the slot
   *             in a row the queue comes first once, so that a pair cannot starve the others.
   *             If the running goroutine goes on computing, the watchdog lets others take the slot.
   * Ordering:   `next` is filled by its owner alone, with a release store, so that a thief sees the
   *             goroutine as its maker left it. The owner empties it by plain accesses, a thief by an
   *             exchange. Both may so get the same goroutine, and that is harmless: to resume it is a
   *             CAS of the JDK on the thread's state, which fails for the second. Nothing is lost:
   *             the owner, who alone fills the slot, does not do so between its read and its null.
   * Fairness:   every GLOBAL_EVERY turns the timers and the global queue come first.
   * Retiring:   a carrier that was stuck in a long computation or a native call has been replaced.
   *             When it comes back, or when maxProcs was lowered, it hands over its queue and waits
   *             among the spares. All carriers are alike: it does not matter who retires.
   * Failure:    what leaves a continuation is the JDK's or ours, never the user's. It is reported,
   *             and the carrier goes on.
   */
  private static final int STREAK = 64;
  private static final int GLOBAL_EVERY = 61;
  private static final int SPINS = 200;
  private static final long STACK_SIZE = 64L << 20;
  private static final VarHandle NEXT;
  private static final VarHandle RUNNING;
  private static final VarHandle TURNS;

  static {
    try {
      var lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Carrier.class, "next", Ready.class);
      RUNNING = lookup.findVarHandle(Carrier.class, "running", Goroutine.class);
      TURNS = lookup.findVarHandle(Carrier.class, "turns", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final CarrierScheduler scheduler;
  private final RunQueue queue = new RunQueue();
  private final Ready[] batch = new Ready[RunQueue.CAPACITY / 2];

  private @Nullable Ready next;
  private int streak;
  private int vainYields;

  /** True while this carrier counts among the searching ones of {@link IdleCarriers}. */
  private boolean isSearching;

  /**
   * The goroutine that it runs for the first time, which the registry can not know yet; written by
   * itself (opaque), read by dumps.
   */
  @SuppressWarnings("UnusedVariable") // RUNNING
  private @Nullable Goroutine running;

  /** True while it runs anything; written by itself, a hint to others. */
  private boolean isBusy;

  /** Goes up with every turn; written by itself (opaque), the watchdog compares. */
  private int turns;

  /** Set by the watchdog: it runs something for too long and has been replaced. */
  volatile boolean stuck;

  /** Set by the watchdog: others may take what is in the next slot. */
  volatile boolean sharesNext;

  /** Set by who wakes it from idle. */
  volatile boolean signalled;

  /** Set by who calls it back from the spares. */
  volatile boolean recalled;

  /** When somebody woke it last; 0 if it woke by itself. */
  private long wokenAt;

  // Written by this carrier only, summed by others.
  long started;
  long ended;

  Carrier(CarrierScheduler scheduler, int number) {
    super(null, null, "heddle-carrier-" + number, STACK_SIZE, false);
    this.scheduler = scheduler;
    setDaemon(true);
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
        runOne(find());
      } catch (Throwable e) {
        scheduler.reportFailure(this, e);
      }
    }
  }

  private void runOne(Ready r) {
    isBusy = true;
    try {
      if (r instanceof Goroutine g) {
        resume(g);
      } else {
        r.resume();
      }
    } finally {
      isBusy = false;
      TURNS.setOpaque(this, turns + 1);
      if (stuck) {
        scheduler.cameBack(this);
      }
    }
  }

  /** See Registry: who is linked when. */
  private void resume(Goroutine g) {
    if (g.hasRun) {
      if (g.entry == null) {
        Registry.get().link(g);
      }
      g.resume();
    } else {
      g.hasRun = true;
      RUNNING.setOpaque(this, g);
      g.resume();
      RUNNING.setOpaque(this, null);
      if (!g.hasEnded && g.entry == null) {
        Registry.get().link(g);
      }
    }
  }

  /**
   * Owner only, by the goroutine that runs: {@code r} is to run next, unless that is somebody else
   * already. Nothing in here can make the caller change its carrier.
   */
  boolean putNextIfEmpty(Ready r) {
    if (next != null) {
      return false;
    }
    NEXT.setRelease(this, r);
    return true;
  }

  /** Owner only, by the goroutine that runs, pinned: {@code r} is to run next. */
  void putNext(Ready r) {
    if (!putNextIfEmpty(r)) {
      var displaced = (Ready) NEXT.getAndSet(this, r);
      if (displaced != null) {
        putLast(displaced);
        scheduler.idle.wakeFor(queue.size());
      }
    }
  }

  /** Owner only, between goroutines: one has yielded, or a timer has made one ready. */
  void putYielded(Ready r) {
    putLast(r);
    if (queue.size() > 1) {
      scheduler.idle.wakeFor(queue.size());
    }
  }

  /** Owner only: {@code r} is to run after all others of this carrier. */
  void putLast(Ready r) {
    while (!queue.put(r)) {
      scheduler.global.putAll(batch, queue.takeHalf(batch));
    }
  }

  /**
   * Owner only: whether a goroutine that offers to yield should. Not if nothing else is ready here;
   * but now and then all the same, so that timers run.
   */
  boolean mustYield() {
    return next != null
        || queue.size() > 0
        || scheduler.global.size() > 0
        || ++vainYields % GLOBAL_EVERY == 0;
  }

  private Ready find() {
    while (true) {
      if (scheduler.hasSurplus()) {
        endSearch();
        scheduler.retireIfSurplus(this);
      }
      var r = turns % GLOBAL_EVERY == 0 ? findAbroadFirst() : findOwn();
      if (r == null) {
        r = findElsewhere();
      }
      if (r != null) {
        endSearch();
        return r;
      }
      sleepUntilWork();
    }
  }

  /** It has found work, or leaves the search to others. */
  private void endSearch() {
    if (isSearching) {
      isSearching = false;
      scheduler.idle.stopSearching();
      if (scheduler.global.size() > 0) {
        scheduler.idle.wakeOne();
      } else {
        scheduler.idle.wakeFor(queue.size());
      }
    }
  }

  private @Nullable Ready findAbroadFirst() {
    runTimers();
    var r = scheduler.global.poll();
    return r != null ? r : findOwn();
  }

  private @Nullable Ready findOwn() {
    if (streak < STREAK) {
      var r = takeNext();
      if (r != null) {
        streak++;
        return r;
      }
    }
    streak = 0;
    var r = queue.take();
    return r != null ? r : takeNext();
  }

  private @Nullable Ready takeNext() {
    var r = next;
    if (r != null) {
      next = null;
      if (sharesNext) {
        sharesNext = false;
      }
    }
    return r;
  }

  private @Nullable Ready findElsewhere() {
    if (runTimers()) {
      var r = queue.take();
      if (r != null) {
        return r;
      }
    }
    var r = fromGlobal();
    return r != null ? r : steal();
  }

  private boolean runTimers() {
    long now = TimeSource.now();
    CoarseClock.update(now);
    return TimerService.get().runDue(now);
  }

  private @Nullable Ready fromGlobal() {
    int share = scheduler.global.size() / Math.max(1, scheduler.maxProcs()) + 1;
    return keep(scheduler.global.poll(batch, share));
  }

  private @Nullable Ready steal() {
    var all = scheduler.carriers();
    if (all.length == 0) {
      return null; // this one has begun before the scheduler has listed it
    }
    int start = ThreadLocalRandom.current().nextInt(all.length);
    for (int i = 0; i < all.length; i++) {
      var victim = all[(start + i) % all.length];
      if (victim != this) {
        var r = keep(victim.queue.takeHalf(batch));
        if (r == null && victim.sharesNext) {
          r = victim.giveNext();
        }
        if (r != null) {
          return r;
        }
      }
    }
    return null;
  }

  /** Called by others. */
  private @Nullable Ready giveNext() {
    return (Ready) NEXT.getAndSet(this, null);
  }

  /** Of n in the batch the first is to run now, the others go to the (empty) queue. */
  private @Nullable Ready keep(int n) {
    if (n == 0) {
      return null;
    }
    for (int i = 1; i < n; i++) {
      if (!queue.put(batch[i])) {
        scheduler.global.put(batch[i]);
      }
    }
    return batch[0];
  }

  /** Returns when there may be work; see {@link IdleCarriers} for the protocol. */
  private void sleepUntilWork() {
    var idle = scheduler.idle;
    if (!isSearching) {
      isSearching = true;
      idle.startSearching();
    }
    long outOfWork = TimeSource.now();
    if (spin()) {
      return;
    }
    isSearching = false;
    if (wokenAt != 0) {
      idle.learn(outOfWork - wokenAt);
    }
    idle.stopSearching();
    signalled = false;
    idle.enter(this);
    if (!scheduler.hasWork()) {
      long deadline = idle.claimDeadline(TimerService.get().next());
      park(deadline);
      idle.returnDeadline(deadline);
    }
    isSearching = !idle.leave(this); // who woke it has counted it as searching
    long now = TimeSource.now();
    wokenAt = isSearching ? now : 0;
    CoarseClock.update(now);
    scheduler.watchdog.wake();
  }

  /** Sleeps until signalled or the deadline; the last one to sleep looks after the others. */
  private void park(long deadline) {
    long check = scheduler.quiescence.firstCheck();
    while (!signalled && !scheduler.hasSurplus()) {
      long until = Math.min(deadline, check);
      if (until == TimeSource.NEVER) {
        LockSupport.park(this);
        continue;
      }
      long now = TimeSource.now();
      if (now < until) {
        LockSupport.parkNanos(this, until - now);
      } else if (now >= deadline) {
        return;
      } else {
        check = scheduler.quiescence.check();
        if (queue.size() > 0) {
          return; // it has woken the caller of a nested program, on this carrier
        }
      }
    }
  }

  private boolean spin() {
    if (scheduler.idle.searching() > Math.max(1, scheduler.maxProcs() / 2)) {
      return false;
    }
    for (int i = 0; i < SPINS; i++) {
      if (scheduler.hasWork()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** Whether others could take something from it. */
  boolean hasQueued() {
    return queue.size() > 0 || sharesNext && next != null;
  }

  boolean hasNext() {
    return next != null;
  }

  /** Owner only: gives all it has to the others. */
  void handOver() {
    var r = takeNext();
    if (r != null) {
      scheduler.global.put(r);
    }
    for (int n = queue.takeHalf(batch); n > 0; n = queue.takeHalf(batch)) {
      scheduler.global.putAll(batch, n);
    }
    scheduler.idle.wakeOne();
  }

  /** Whatever the queue and the next slot name at the moment. */
  void forEachQueued(Consumer<Goroutine> action) {
    queue.forEach(action);
    if (next instanceof Goroutine g) {
      action.accept(g);
    }
  }

  int queueLength() {
    return queue.size() + (next == null ? 0 : 1);
  }

  int turns() {
    return (int) TURNS.getOpaque(this);
  }

  @Nullable Goroutine running() {
    return (Goroutine) RUNNING.getOpaque(this);
  }

  boolean isBusy() {
    return isBusy;
  }

  String inWords() {
    return getName()
        + ": turn "
        + turns()
        + (isBusy ? ", runs" : "")
        + (isSearching ? ", searches" : "")
        + (stuck ? ", stuck" : "")
        + (signalled ? ", signalled" : "")
        + (next == null ? "" : ", next " + next)
        + ", queue "
        + queue.size()
        + ", "
        + getState();
  }
}
