// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * How much is alive after collections, over time. It is flat if the least of the last third is at
 * most a tenth and {@value #SLACK_MB} MB above the most of the first third; the first sample of
 * all, taken while classes are still being loaded, does not count.
 */
final class HeapLog {
  private static final int SLACK_MB = 4;
  private static final int FEWEST = 3;

  private final List<Long> samples = new ArrayList<>();

  /** Bytes, the least of a few looks: some of what is alive is on its way to be garbage. */
  long sample() throws InterruptedException {
    long least = Long.MAX_VALUE;
    var runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(20);
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    samples.add(least);
    return least;
  }

  boolean isFlat() {
    var counted = samples.subList(Math.min(1, samples.size()), samples.size());
    if (counted.size() < FEWEST) {
      return true;
    }
    int third = counted.size() / 3;
    long early = counted.subList(0, third).stream().mapToLong(Long::longValue).max().orElseThrow();
    long late =
        counted.subList(counted.size() - third, counted.size()).stream()
            .mapToLong(Long::longValue)
            .min()
            .orElseThrow();
    return late <= early + early / 10 + (SLACK_MB << 20);
  }

  @Override
  public String toString() {
    return samples.stream().map(b -> b / 1000 + " kB").toList().toString();
  }
}
