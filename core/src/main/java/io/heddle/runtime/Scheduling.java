// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.sched.Statistics;
import java.time.Duration;
import java.util.ArrayList;

/**
 * How goroutines share the machine.
 *
 * <p>A goroutine that computes for 10 ms without a blocking call, or is in a native call, a file
 * operation or a class initializer, keeps its processor; if others wait meanwhile, one more carrier
 * thread runs them until it lets go. At most 256 are added; {@code -Dheddle.extracarriers=N} sets
 * another bound.
 */
public final class Scheduling {
  private Scheduling() {}

  /**
   * How many goroutines run at the same instant: Go's {@code GOMAXPROCS}. At the start {@code
   * -Dheddle.maxprocs}, else {@code HEDDLE_MAXPROCS}, else the processors available.
   *
   * @return 1 or more
   */
  public static int maxProcs() {
    return Scheduler.ofCaller().maxProcs();
  }

  /**
   * Changes that. Takes effect at once; never blocks for long.
   *
   * @param n how many, 1 or more
   * @return the former value
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
   * What the scheduler has done so far, and how it stands. Go's {@code runtime/metrics}.
   *
   * @return a snapshot; its numbers are read one after the other
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
