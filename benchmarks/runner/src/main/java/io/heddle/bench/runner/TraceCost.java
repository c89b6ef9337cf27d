// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an execution trace costs: each scenario without and with one, in turns. */
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
    System.out.printf("%-18s %12s %12s %8s%n", "", "without", "traced", "times");
    for (var s : scenarios) {
      var metric = s.metrics().getFirst();
      if (s.isHello() || metric.unit() != Unit.NANOS) {
        continue;
      }
      List<Double> without = new ArrayList<>();
      List<Double> traced = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        add(without, s, List.of());
        Path file = Files.createTempFile("heddle-bench", ".trace");
        try {
          add(traced, s, List.of("-Dheddle.bench.trace=" + file));
        } finally {
          Files.deleteIfExists(file);
        }
      }
      double a = median(without);
      double b = median(traced);
      System.out.printf(Locale.ROOT, "%-18s %9.1f ns %9.1f ns %7.2f×%n", metric.row(), a, b, b / a);
    }
  }

  private void add(List<Double> to, Scenario s, List<String> flags)
      throws IOException, InterruptedException {
    var outcome = new Launch(home, millis, flags).run(Subject.HEDDLE, s);
    if (outcome instanceof Outcome.Measured(var values)) {
      to.add(values.getOrDefault(s.metrics().getFirst().key(), Double.NaN));
    } else {
      System.err.println(s.name() + ": " + outcome);
    }
  }

  private static double median(List<Double> values) {
    return values.isEmpty()
        ? Double.NaN
        : Statistics.median(values.stream().mapToDouble(v -> v).toArray());
  }
}
