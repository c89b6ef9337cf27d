// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.RuntimeThreads;
import java.util.concurrent.locks.LockSupport;

/** Runs the timers where there are no carriers to do it: one daemon thread. */
public final class TimerThread {
  private TimerThread() {}

  public static void start() {
    var thread = RuntimeThreads.unstarted("heddle-timers", TimerThread::loop);
    // Whoever arms an earlier timer has stored its deadline before it unparks; the loop reads
    // `next` after it wakes. A permit given between the read and the park makes the park return.
    TimerService.get().drivenBy(when -> LockSupport.unpark(thread));
    thread.start();
  }

  private static void loop() {
    var timers = TimerService.get();
    while (true) {
      try {
        timers.runDue(TimeSource.now());
      } catch (Throwable e) {
        report(e);
      }
      long next = timers.next();
      if (next == TimeSource.NEVER) {
        LockSupport.park();
      } else {
        LockSupport.parkNanos(Math.max(1, next - TimeSource.now()));
      }
      var _ = Thread.interrupted(); // a stranger's: else no park would wait any more
    }
  }

  private static void report(Throwable e) {
    try {
      System.err.println("heddle: the timers go on after " + e);
      e.printStackTrace();
    } catch (Throwable again) {
      // no memory even for that
    }
  }
}
