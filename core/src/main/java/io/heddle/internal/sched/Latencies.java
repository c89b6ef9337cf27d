// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/** A histogram of times: four buckets from each power of two to the next. One writer. */
final class Latencies {
  /*
   * A bucket is wide a fifth of its value, at most a quarter. Bucket i begins at `from(i)`: of a number
   * below 4 the number itself; else 4 * (the position of its highest bit - 1) + the two bits below
   * that one.
   */
  static final int BUCKETS = 4 * 40;

  private final long[] counts = new long[BUCKETS];

  void add(long nanos) {
    counts[bucketOf(nanos)]++;
  }

  /** Adds those of others. */
  void plus(Latencies others) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += others.counts[i];
    }
  }

  /** Adds its counts to the sums. */
  void addTo(long[] sums) {
    for (int i = 0; i < BUCKETS; i++) {
      sums[i] += counts[i];
    }
  }

  static int bucketOf(long nanos) {
    if (nanos < 4) {
      return (int) Math.max(0, nanos);
    }
    int high = 63 - Long.numberOfLeadingZeros(nanos);
    return Math.min(BUCKETS - 1, 4 * (high - 1) + (int) (nanos >>> high - 2 & 3));
  }

  /** The least time in nanoseconds that belongs to the bucket. */
  static long from(int bucket) {
    return bucket < 4 ? bucket : (4L + bucket % 4) << bucket / 4 - 1;
  }
}
