// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.List;
import java.util.Locale;

/** What a figure counts, and how a person likes to read it. */
enum Unit {
  NANOS,
  BYTES;

  /** Three digits that matter, as in 1.23 µs. */
  String format(double value) {
    var names = names();
    double step = this == NANOS ? 1000 : 1024;
    int power = 0;
    double scaled = value;
    while (scaled >= step && power < names.size() - 1) {
      scaled /= step;
      power++;
    }
    int decimals = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", scaled, names.get(power));
  }

  private List<String> names() {
    return switch (this) {
      case NANOS -> List.of("ns", "µs", "ms", "s");
      case BYTES -> List.of("B", "KiB", "MiB", "GiB");
    };
  }
}
