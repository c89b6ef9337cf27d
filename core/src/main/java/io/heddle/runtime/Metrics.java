// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Counters of the scheduler since the start of the process, and its present state: see {@link
 * Scheduling#metrics}. The part of Go's {@code runtime/metrics} that concerns goroutines.
 *
 * <p>Counting is always on, and costs a few plain stores per switch. The numbers are read one after
 * another while the program runs, so they are not exactly consistent. On the JDK's scheduler only
 * {@code maxProcs}, {@code goroutines} and {@code started} are known; the rest is 0 or empty.
 *
 * @param maxProcs how many goroutines may run at once
 * @param goroutines the number of goroutines, by state
 * @param started how many goroutines were started
 * @param switches turns: how often a carrier ran a goroutine until it waited, yielded or ended
 * @param yields turns that ended with the goroutine ready to continue
 * @param parks turns that ended with the goroutine waiting for something
 * @param steals goroutines that a carrier took from the queue of another carrier
 * @param wakeUps how often a sleeping carrier was woken because there was work
 * @param hogReliefs how often another carrier took over because a goroutine did not release its own
 * @param globalQueue goroutines that wait for any carrier
 * @param queues goroutines that wait for each carrier, stuck and spare ones included
 * @param latency how long goroutines were ready before they ran; one in 256 is timed, with a
 *     resolution of 64 ns
 */
public record Metrics(
    int maxProcs,
    Goroutines goroutines,
    long started,
    long switches,
    long yields,
    long parks,
    long steals,
    long wakeUps,
    long hogReliefs,
    int globalQueue,
    List<Integer> queues,
    Histogram latency) {

  /**
   * The number of goroutines in each state.
   *
   * @param running those on a carrier
   * @param runnable those in a queue
   * @param waiting those that wait
   */
  public record Goroutines(long running, long runnable, long waiting) {
    /**
     * Returns the number of live goroutines.
     *
     * @return the sum
     */
    public long total() {
      return running + runnable + waiting;
    }
  }

  /**
   * A histogram of times.
   *
   * @param buckets the buckets that are not empty, in ascending order
   */
  public record Histogram(List<Bucket> buckets) {
    /** Copies the list. */
    public Histogram {
      buckets = List.copyOf(buckets);
    }

    /**
     * A bucket of a histogram.
     *
     * @param count the number of times in the bucket
     * @param from the lower bound, inclusive
     * @param to the upper bound, exclusive
     */
    public record Bucket(Duration from, Duration to, long count) {}

    /**
     * Returns the number of times.
     *
     * @return the sum over all buckets
     */
    public long count() {
      return buckets.stream().mapToLong(Bucket::count).sum();
    }

    /**
     * Returns a quantile, with an error of a quarter of its value at most; zero if the histogram is
     * empty.
     *
     * @param share the share of the times that lie below the result, from 0 to 1: 0.99 for the 99th
     *     percentile
     * @return the upper bound of the quantile's bucket
     * @throws IllegalArgumentException if {@code share} is not from 0 to 1
     */
    public Duration quantile(double share) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
      }
      double left = share * count();
      var below = Duration.ZERO;
      for (var b : buckets) {
        left -= b.count;
        below = b.to;
        if (left <= 0) {
          break;
        }
      }
      return below;
    }

    /**
     * Returns the histogram of the times that were added after {@code earlier}.
     *
     * @param earlier an earlier state of this histogram
     * @return the difference
     */
    public Histogram since(Histogram earlier) {
      var rest = new ArrayList<Bucket>();
      for (var b : buckets) {
        long before =
            earlier.buckets.stream()
                .filter(e -> e.from.equals(b.from))
                .mapToLong(Bucket::count)
                .sum();
        if (b.count > before) {
          rest.add(new Bucket(b.from, b.to, b.count - before));
        }
      }
      return new Histogram(rest);
    }
  }
}
