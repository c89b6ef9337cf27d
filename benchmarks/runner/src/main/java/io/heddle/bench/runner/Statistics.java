// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.Arrays;
import java.util.Collection;

/** The few figures that a table needs. */
final class Statistics {
  static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double median(Collection<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Largest less smallest, as a part of the median. */
  static double spread(Collection<Double> values) {
    var sorted = values.stream().sorted().toList();
    return (sorted.getLast() - sorted.getFirst()) / median(values);
  }

  static double geometricMean(Collection<Double> ratios) {
    return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }

  private Statistics() {}
}
