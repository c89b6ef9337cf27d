// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.LastWords;
import io.heddle.internal.sched.RuntimeThreads;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the timers where there are no carriers to do it: one daemon thread. */
public final class TimerThread {
  /*
   * Whoever arms an earlier timer has stored its deadline before it unparks; the loop reads `next` after it
   * wakes. A permit given between the read and the park makes the park return.
   * The thread ends when no timer has been armed for a while, so that a class loader which has loaded this
   * library can be collected, and the next timer starts another: under the lock one of both sees the
   * other.
   */
  private static final long UNUSED_NANOS = RuntimeThreads.UNUSED_NANOS;

  private static volatile @Nullable Thread thread;

  private TimerThread() {}

  public static void start() {
    TimerService.get().drivenBy(when -> wake());
  }

  private static void wake() {
    var t = thread;
    if (t == null) {
      synchronized (TimerThread.class) {
        t = thread;
        if (t == null) {
          t = RuntimeThreads.unstarted("heddle-timers", TimerThread::loop);
          t.start();
          thread = t;
        }
      }
    }
    LockSupport.unpark(t);
  }

  private static synchronized boolean ends(TimerService timers) {
    if (timers.next() != TimeSource.NEVER) {
      return false;
    }
    thread = null;
    return true;
  }

  private static void loop() {
    var timers = TimerService.get();
    long unusedSince = TimeSource.now(); // a park may be ended by a stranger's interrupt
    while (true) {
      try {
        timers.runDue(TimeSource.now());
      } catch (Throwable e) {
        report(e);
      }
      long next = timers.next();
      long now = TimeSource.now();
      if (next != TimeSource.NEVER) {
        LockSupport.parkNanos(Math.max(1, next - now));
        unusedSince = TimeSource.now();
      } else if (now - unusedSince < UNUSED_NANOS) {
        LockSupport.parkNanos(UNUSED_NANOS - (now - unusedSince));
      } else if (ends(timers)) {
        return;
      } else {
        unusedSince = now;
      }
      var _ = Thread.interrupted(); // a stranger's: else no park would wait any more
    }
  }

  private static void report(Throwable e) {
    LastWords.GOES_ON.aboutFailure("the timers", " go on after ", e);
  }
}
