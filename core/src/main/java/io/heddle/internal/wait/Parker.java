// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import io.heddle.internal.hook.Tracing;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one place where anything of this library parks, and the one place that wakes it: on any
 * thread, goroutine or not.
 */
public final class Parker {
  /*
   * Where:    a primitive enqueues a Waiter under its lock, releases the lock and parks here; who
   *           takes the Waiter out of the queue unparks it, after releasing the lock.
   * Liveness: unpark stores `woken` before it gives the permit, park looks at `woken` after it
   *           consumed one; so a wake-up between the enqueue and the park is seen. A permit that is
   *           not ours (a stray LockSupport.unpark) only makes the loop go round once more.
   * Interrupt and deadline: they wake the thread but decide nothing, and no more does a lack of memory. park reports them; the caller
   *           then tries to take its Waiter out of the queue under the lock. If that fails somebody
   *           has claimed it in between, the operation has happened, and the caller waits for the
   *           `woken` that is on its way (awaitWoken) and keeps the interrupt for later.
   * Straight: between a park and the return to the caller's caller there is no branch in the same
   *           method. Where a million goroutines wait and none has been woken yet, the JIT takes what
   *           follows the park for dead and cuts it off at the first branch; each goroutine would
   *           then be deoptimized as it wakes (6 microseconds, measured). A call is not cut off.
   * Stack:    to leave its carrier a goroutine's frames are copied by native code, which calls itself for
   *           each one that is interpreted. Deep in a recursion the stack may end in that, however much
   *           the operation has asked for (StackReserve). Then the goroutine keeps its carrier
   *           while it waits, as where there is no memory; that takes no more stack than was asked for.
   * Timed:    a virtual thread's deadline is an entry of Heddle's timer heap (Alarm); platform
   *           threads use the JDK's timed park.
   */

  /** What ended a park. */
  public enum Outcome {
    WOKEN,
    /** The interrupt status has been cleared; the caller throws, or sets it again. */
    INTERRUPTED,
    TIMED_OUT,
    /** There was no memory for a deadline's timer, or to leave the carrier: see Starvation. */
    NO_MEMORY;

    /** For who has withdrawn: throws what ended the wait, unless that was the deadline. */
    public void raise() throws InterruptedException {
      if (this == INTERRUPTED) {
        throw new InterruptedException();
      }
      if (this == NO_MEMORY) {
        throw new OutOfMemoryError("no memory to wait");
      }
    }

    /** For who could not withdraw, for it has happened: an interrupt is kept for the next. */
    public void keepInterrupt() {
      if (this == INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Loads the class with this one: a type that the JIT has not seen yet cuts off, too. */
  private static final Outcome WOKEN = Outcome.WOKEN;

  private Parker() {}

  /** Parks until woken or interrupted. */
  public static Outcome park(Waiter w) {
    var g = beginWait(w, false);
    var mark = mark(w, g);
    if (!w.isWoken()) { // loading a class may have used up the permit
      try {
        if (g == null) {
          LockSupport.park(w);
        } else {
          Scheduler.get().park();
        }
      } catch (StackOverflowError e) {
        Scheduler.parkOnCarrier(w);
      }
    }
    return afterPark(w, g, mark);
  }

  private static Outcome afterPark(Waiter w, @Nullable Goroutine g, @Nullable Object mark) {
    var outcome = WOKEN; // an interrupt that comes as well stays set
    while (!w.isWoken()) {
      if (Thread.interrupted()) {
        outcome = Outcome.INTERRUPTED;
        break;
      }
      if (g != null && g.isStarved()) {
        outcome = Outcome.NO_MEMORY;
        break;
      }
      parkOnce(w);
    }
    endWait(w, g, mark);
    return outcome;
  }

  /** May return for nothing. */
  private static void parkOnce(Waiter w) {
    try {
      LockSupport.park(w);
    } catch (StackOverflowError e) {
      Scheduler.parkOnCarrier(w);
    }
  }

  private static @Nullable Goroutine beginWait(Waiter w, boolean timed) {
    var g = Goroutine.current();
    if (g != null) {
      g.beginWait(w.reason, w.on, timed);
    }
    return g;
  }

  /** What a tracer wants to keep of the wait that begins, if there is one. */
  private static @Nullable Object mark(Waiter w, @Nullable Goroutine g) {
    return Tracing.isOn() ? Tracing.waits(w, g) : null;
  }

  private static void endWait(Waiter w, @Nullable Goroutine g, @Nullable Object mark) {
    if (g != null) {
      g.endWait();
    }
    if (mark != null) {
      Tracing.waited(w, g, mark);
    }
    if (Tracing.isOn()) {
      Tracing.goesOn();
    }
  }

  /**
   * Parks until woken, interrupted or out of time.
   *
   * @param deadline by {@link TimeSource}, or {@link TimeSource#NEVER}
   */
  public static Outcome park(Waiter w, long deadline) {
    return deadline == TimeSource.NEVER ? park(w) : parkUntil(w, deadline, null);
  }

  /** The same for a select, which may be one of many by the same selection. */
  public static Outcome park(Selection s, long deadline) {
    return deadline == TimeSource.NEVER ? park(s.waiter()) : parkUntil(s.waiter(), deadline, s);
  }

  private static Outcome parkUntil(Waiter w, long deadline, @Nullable Selection s) {
    w.isTimed = true;
    Alarm alarm = null;
    if (w.thread.isVirtual() || BubbleScheduler.here() != null) {
      try {
        alarm = s == null ? new Alarm(w) : alarmOf(s);
        TimerService.get().arm(alarm, deadline);
      } catch (OutOfMemoryError e) {
        return Outcome.NO_MEMORY;
      }
    }
    var g = beginWait(w, true);
    var mark = mark(w, g);
    try {
      while (!w.isWoken()) {
        long left = deadline - TimeSource.now();
        if (left <= 0) {
          return Outcome.TIMED_OUT;
        }
        if (alarm != null) {
          parkOnce(w);
        } else {
          LockSupport.parkNanos(w, left);
        }
        if (!w.isWoken() && Thread.interrupted()) {
          return Outcome.INTERRUPTED;
        }
        if (!w.isWoken() && g != null && g.isStarved()) {
          return Outcome.NO_MEMORY;
        }
      }
      return WOKEN;
    } finally {
      if (alarm != null) {
        TimerService.get().cancel(alarm);
      }
      endWait(w, g, mark);
    }
  }

  /** The one that it had before, if that rings here. */
  private static Alarm alarmOf(Selection s) {
    var former = s.alarm;
    if (former != null && TimerService.get().isHere(former)) {
      return former;
    }
    var alarm = new Alarm(s.waiter());
    s.alarm = alarm;
    return alarm;
  }

  /** Parks until woken. An interrupt does not end it and is kept. */
  public static void parkUninterruptibly(Waiter w) {
    var g = beginWait(w, false);
    var mark = mark(w, g);
    awaitWoken(w);
    endWait(w, g, mark);
  }

  /**
   * Waits for the wake-up of a waiter that somebody else has already claimed, or of an operation
   * that cannot be interrupted. An interrupt that comes meanwhile is kept.
   */
  public static void awaitWoken(Waiter w) {
    boolean interrupted = false;
    while (!w.isWoken()) {
      parkOnce(w);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Wakes the waiter, which the caller has taken out of its queue. Called without any lock held.
   * What the caller wrote before is seen by the thread that is woken.
   */
  public static void unpark(Waiter w) {
    if (w.selection == null) {
      unparkThread(w);
    } else {
      w.selection.wake(); // it is the whole that waits, whichever case was chosen
    }
  }

  /** Wakes all of a detached queue, in the order in which they came. None is a select's. */
  public static void unparkAll(@Nullable Waiter first) {
    for (var w = first; w != null; ) {
      var behind = w.leave();
      unpark(w);
      w = behind;
    }
  }

  static void unparkThread(Waiter parked) {
    if (Tracing.isOn()) {
      Tracing.wakes(parked);
    }
    var thread = parked.thread;
    parked.setWoken();
    Scheduler.get().unpark(thread);
    if (Tracing.isOn()) {
      Scheduler.get().tellWoken(thread);
    }
  }
}
