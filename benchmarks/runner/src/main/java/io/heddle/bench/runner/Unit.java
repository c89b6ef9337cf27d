// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.Locale;

/** What a figure counts, and how a person likes to read it. */
enum Unit {
  NANOS("ns", "µs", "ms", "s", 1000),
  BYTES("B", "KiB", "MiB", "GiB", 1024);

  private final String[] names;
  private final double step;

  Unit(String first, String second, String third, String fourth, double step) {
    this.names = new String[] {first, second, third, fourth};
    this.step = step;
  }

  /** Three digits that matter, as in 1.23 µs. */
  String format(double value) {
    int power = 0;
    double scaled = value;
    while (scaled >= step && power < names.length - 1) {
      scaled /= step;
      power++;
    }
    int decimals = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", scaled, names[power]);
  }
}
