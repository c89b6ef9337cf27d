// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the scheduler has done since the process began, and how it stands: see {@link
 * Scheduling#metrics}. Go's {@code runtime/metrics}, as far as it concerns goroutines.
 *
 * <p>Counting is always on; it costs a few plain stores per switch. The numbers are taken one after
 * the other while the program runs, so sums fit together only roughly. On the JDK's scheduler only
 * {@code maxProcs}, {@code goroutines} and {@code started} are known; the rest is 0 or empty.
 *
 * @param maxProcs how many goroutines may run at the same instant
 * @param goroutines how many there are, by state
 * @param started goroutines started so far
 * @param switches turns: how often a carrier has run a goroutine until it waited, yielded or ended
 * @param yields turns that ended with the goroutine ready to go on
 * @param parks turns that ended with the goroutine waiting for something
 * @param steals goroutines that a carrier has taken out of another one's queue
 * @param wakeUps how often a sleeping carrier was woken because there was work
 * @param hogReliefs how often a carrier was replaced because its goroutine did not let go
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
   * Goroutines by state.
   *
   * @param running on a carrier
   * @param runnable in a queue
   * @param waiting for something
   */
  public record Goroutines(long running, long runnable, long waiting) {
    /**
     * All that live.
     *
     * @return the sum
     */
    public long total() {
      return running + runnable + waiting;
    }
  }

  /**
   * How often a time lay between two others.
   *
   * @param buckets those that are not empty, by time
   */
  public record Histogram(List<Bucket> buckets) {
    /** Keeps a copy of the list. */
    public Histogram {
      buckets = List.copyOf(buckets);
    }

    /**
     * Some times that are near each other.
     *
     * @param count how many times belong here
     * @param from the least time that belongs here
     * @param to the least time that does not any more
     */
    public record Bucket(Duration from, Duration to, long count) {}

    /**
     * How many times there are.
     *
     * @return the sum over all buckets
     */
    public long count() {
      return buckets.stream().mapToLong(Bucket::count).sum();
    }

    /**
     * A time that {@code share} of all lie below, to a quarter of its value; zero if there are
     * none.
     *
     * @param share from 0 to 1; 0.99 for the time that one in a hundred exceeds
     * @return the upper end of the bucket in which it lies
     * @throws IllegalArgumentException if it is not
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
     * What has been added since {@code earlier}, an earlier one of the same kind.
     *
     * @param earlier what this one was
     * @return a histogram of the times since
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
