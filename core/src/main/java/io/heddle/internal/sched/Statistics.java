// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.List;

/**
 * What a scheduler tells of itself: {@code io.heddle.runtime.Metrics} in numbers. What it can not
 * tell is 0 or empty.
 *
 * @param latencies how many fell into each bucket of {@link #latencyFrom}
 */
public record Statistics(
    int maxProcs,
    long running,
    long runnable,
    long waiting,
    long started,
    long switches,
    long yields,
    long parks,
    long steals,
    long wakeUps,
    long hogReliefs,
    int globalQueue,
    List<Integer> queues,
    long[] latencies) {

  /** The least time in nanoseconds that belongs to the bucket. */
  public static long latencyFrom(int bucket) {
    return Latencies.from(bucket);
  }
}
