// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is done when all carriers have been asleep for a moment: somebody (the deadlock finder) may
 * want to look at a program in which nothing moves.
 */
public final class Quiescence {
  /*
   * The last carrier to go to sleep sleeps with an alarm, and calls the listener from there. So a
   * program that waits for its next request pays one short wake-up per rest, and no thread ticks.
   * The listener says when it wants to look again while the rest lasts: never, if what it saw can
   * only change by something running; soon, if a foreign thread may end without a sign.
   *
   * A goroutine that waits below a native frame or in a class initializer keeps its carrier, so not all
   * carriers are asleep then. The watchdog, which does not sleep then either, calls the listener. One
   * that waits for the end of an initialization seems to run: where carriers are kept by such ones only,
   * the listener is called rarely, for it has to ask the operating system whether they do.
   */
  private static final long DELAY_NANOS = 10_000_000;
  private static final long LONG_DELAY_NANOS = 100_000_000;
  private static final long LONGEST_NANOS = 2_000_000_000;
  private static volatile @Nullable LongSupplier listener;

  private final CarrierScheduler scheduler;

  /** Only for the watchdog's use. */
  private long nextLook;

  /** The same, if nobody is seen to wait. */
  private long nextRareLook;

  Quiescence(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Sets what is called when nothing runs.
   *
   * @param l returns the nanoseconds until it wants to be called again, or {@link TimeSource#NEVER}
   * @param otherwise runs on a daemon thread instead, where no carriers of ours can tell
   */
  public static void listener(LongSupplier l, Runnable otherwise) {
    if (Scheduler.get() instanceof CarrierScheduler) {
      listener = l;
    } else {
      RuntimeThreads.unstarted("heddle-deadlocks", otherwise).start();
    }
  }

  /**
   * When the last carrier to sleep is to look for the first time.
   *
   * @param nextTimer if it rings soon the rest ends with it, and the next one begins anew
   */
  long firstCheck(long nextTimer) {
    if (listener == null || !scheduler.isIdle()) {
      return TimeSource.NEVER;
    }
    long check = TimeSource.after(DELAY_NANOS);
    return nextTimer < check + DELAY_NANOS ? nextTimer + DELAY_NANOS : check;
  }

  /** Called by the watchdog. */
  void moved() {
    nextLook = 0;
  }

  /** Called by the watchdog: at its last two ticks no carrier has begun anything. */
  void nothingMoved(long now, Carrier[] all) {
    var l = listener;
    if (l == null) {
      return;
    }
    if (nextLook == 0) {
      nextLook = now + DELAY_NANOS;
      nextRareLook = now + LONG_DELAY_NANOS;
    } else if (now >= nextRareLook || now >= nextLook && isAnyHeldByOneThatWaits(all)) {
      nextLook = now + Math.min(LONGEST_NANOS, l.getAsLong());
      nextRareLook = nextLook;
    }
  }

  private static boolean isAnyHeldByOneThatWaits(Carrier[] all) {
    for (var c : all) {
      if (c.isBusy() && c.getState() == Thread.State.WAITING) {
        return true;
      }
    }
    return false;
  }

  long check() {
    var l = listener;
    return l != null && scheduler.isIdle() ? TimeSource.after(l.getAsLong()) : TimeSource.NEVER;
  }
}
