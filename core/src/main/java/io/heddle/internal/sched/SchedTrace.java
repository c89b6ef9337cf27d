// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import java.util.concurrent.locks.LockSupport;

/**
 * A line about the scheduler on standard error now and then: Go's {@code GODEBUG=schedtrace}. Asked
 * for by {@code -Dheddle.schedtrace=MILLISECONDS}, which {@code heddle run --schedtrace} sets.
 */
final class SchedTrace implements Runnable {
  private static final long PAUSE_NANOS = 10_000_000;

  private final CarrierScheduler scheduler;
  private final long periodMillis;

  private SchedTrace(CarrierScheduler scheduler, long periodMillis) {
    this.scheduler = scheduler;
    this.periodMillis = periodMillis;
  }

  /** Starts it if it was asked for. */
  static void startIfWanted(CarrierScheduler scheduler) {
    long period = Long.getLong("heddle.schedtrace", 0);
    if (period > 0) {
      var trace = new SchedTrace(scheduler, period);
      RuntimeThreads.unstarted("heddle-schedtrace", trace).start();
    }
  }

  @Override
  public void run() {
    while (true) {
      try {
        System.err.println(line());
        Thread.sleep(periodMillis);
      } catch (InterruptedException | RuntimeException | Error e) {
        // a stranger's interrupt or stream, or a lack of memory: another line may get through
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Go's names, so that what reads Go's lines reads these. */
  private String line() {
    var queues = new StringBuilder();
    var turns = new StringBuilder();
    for (var c : scheduler.carriers.all()) {
      queues.append(' ').append(c.queueLength());
      turns.append(' ').append(c.turns());
    }
    return "SCHED "
        + TimeSource.now() / 1_000_000
        + "ms: gomaxprocs="
        + scheduler.maxProcs()
        + " idleprocs="
        + scheduler.idle.size()
        + " threads="
        + scheduler.carriers.all().length
        + " spinningthreads="
        + scheduler.idle.searching()
        + " needspinning=0 idlethreads="
        + scheduler.carriers.spareCount()
        + " runqueue="
        + scheduler.global.size()
        + " ["
        + queues
        + " ] schedticks=["
        + turns
        + " ]";
  }
}
