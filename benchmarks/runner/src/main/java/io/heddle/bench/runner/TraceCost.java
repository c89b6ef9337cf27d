// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an execution trace costs: each scenario without and with one, in turns, by the clock and in
 * processor time. The latter is the whole process's, with the thread that writes the file, and does
 * not depend on what else the machine does. It takes seconds until the code that records is
 * compiled: in the first two a trace costs up to 1.6 times as much as later.
 */
final class TraceCost {
  private final Home home;
  private final int millis;
  private final int rounds;

  TraceCost(Home home, int millis, int rounds) {
    this.home = home;
    this.millis = millis;
    this.rounds = rounds;
  }

  void print(List<Scenario> scenarios) throws IOException, InterruptedException {
    System.out.printf(
        "%-19s %12s %12s %7s %12s %12s %7s%n",
        "", "without", "traced", "times", "processor", "traced", "times");
    for (var s : scenarios) {
      var metric = s.metrics().getFirst();
      if (s.isHello() || !metric.key().equals("time")) {
        continue;
      }
      List<Map<String, Double>> without = new ArrayList<>();
      List<Map<String, Double>> traced = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        add(without, s, List.of());
        Path file = Files.createTempFile("heddle-bench", ".trace");
        try {
          add(traced, s, List.of("-Dheddle.bench.trace=" + file));
        } finally {
          Files.deleteIfExists(file);
        }
      }
      System.out.printf("%-19s", s.name());
      for (var key : List.of("time", "cpu")) {
        double a = median(without, key);
        double b = median(traced, key);
        System.out.printf(Locale.ROOT, " %9.1f ns %9.1f ns %6.2f×", a, b, b / a);
      }
      System.out.println();
    }
  }

  private void add(List<Map<String, Double>> to, Scenario s, List<String> flags)
      throws IOException, InterruptedException {
    var outcome = new Launch(home, millis, flags).run(Subject.HEDDLE, s);
    if (outcome instanceof Outcome.Measured(var values)) {
      to.add(values);
    } else {
      System.err.println(s.name() + ": " + outcome);
    }
  }

  private static double median(List<Map<String, Double>> values, String key) {
    return values.isEmpty()
        ? Double.NaN
        : Statistics.median(
            values.stream().mapToDouble(v -> v.getOrDefault(key, Double.NaN)).toArray());
  }
}
