// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.sched.Statistics;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Settings and metrics of the scheduler.
 *
 * <p>A goroutine that computes for 10 ms without a blocking call, or is in a native call, a file
 * operation or a class initializer, keeps its carrier. If other goroutines are ready meanwhile, an
 * additional carrier runs them until the first one is released. At most 256 carriers are added;
 * {@code -Dheddle.extracarriers=N} sets another limit.
 */
public final class Scheduling {
  private Scheduling() {}

  /**
   * Returns how many goroutines may run at once: Go's {@code GOMAXPROCS}. It is initially {@code
   * -Dheddle.maxprocs}, otherwise {@code HEDDLE_MAXPROCS}, otherwise the number of available
   * processors.
   *
   * @return the number, 1 or more
   */
  public static int maxProcs() {
    return Scheduler.ofCaller().maxProcs();
  }

  /**
   * Changes how many goroutines may run at once. Takes effect at once, and never blocks for long.
   * Go's {@code runtime.GOMAXPROCS(n)}.
   *
   * @param n the number, 1 or more
   * @return the previous value
   * @throws IllegalArgumentException if n is not positive
   * @throws UnsupportedOperationException on the JDK's scheduler
   */
  public static int maxProcs(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("maxProcs must be at least 1, not " + n);
    }
    return Scheduler.get().maxProcs(n);
  }

  /**
   * Returns the scheduler's counters and its present state. Never blocks. Go's {@code
   * runtime/metrics}.
   *
   * @return a snapshot, whose numbers are read one after another
   */
  public static Metrics metrics() {
    var s = Scheduler.get().statistics();
    return new Metrics(
        s.maxProcs(),
        new Metrics.Goroutines(s.running(), s.runnable(), s.waiting()),
        s.started(),
        s.switches(),
        s.yields(),
        s.parks(),
        s.steals(),
        s.wakeUps(),
        s.hogReliefs(),
        s.globalQueue(),
        s.queues(),
        histogram(s.latencies()));
  }

  private static Metrics.Histogram histogram(long[] counts) {
    var buckets = new ArrayList<Metrics.Histogram.Bucket>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        var from = Duration.ofNanos(Statistics.latencyFrom(i));
        var to = Duration.ofNanos(Statistics.latencyFrom(i + 1));
        buckets.add(new Metrics.Histogram.Bucket(from, to, counts[i]));
      }
    }
    return new Metrics.Histogram(buckets);
  }
}
