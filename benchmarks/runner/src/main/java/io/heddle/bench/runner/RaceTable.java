// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The costs of the detectors as lines of cells. */
final class RaceTable {
  private static final List<String> HEAD =
      List.of(
          "program",
          "Go",
          "Go -race",
          "slower",
          "memory",
          "Heddle",
          "Heddle --race",
          "slower",
          "memory");

  private RaceTable() {}

  private static List<List<String>> lines(RaceResults results) {
    List<List<String>> lines = new ArrayList<>(List.of(HEAD));
    for (var row : results.rows()) {
      List<String> line = new ArrayList<>(List.of(row.name()));
      for (var subject : RaceResults.SUBJECTS) {
        var cost = row.of(subject);
        line.add(time(cost.plain()));
        line.add(Double.isNaN(cost.raced()) ? "failed" : time(cost.raced()));
        line.add(factor(cost.slowdown()));
        line.add(factor(cost.growth()));
      }
      lines.add(line);
    }
    List<String> means = new ArrayList<>(List.of("geometric mean"));
    for (var subject : RaceResults.SUBJECTS) {
      means.addAll(List.of("", ""));
      List<ToDoubleFunction<RaceResults.Cost>> factors =
          List.of(RaceResults.Cost::slowdown, RaceResults.Cost::growth);
      factors.forEach(f -> means.add(factor(results.mean(subject, f))));
    }
    lines.add(means);
    return lines;
  }

  private static String time(double nanos) {
    return Double.isNaN(nanos) ? "–" : Unit.NANOS.format(nanos);
  }

  private static String factor(double factor) {
    return Double.isNaN(factor) ? "–" : Table.ratio(factor) + "×";
  }

  static String terminal(RaceResults results) {
    return Table.aligned(lines(results));
  }

  static String markdown(RaceResults results) {
    var lines = lines(results);
    var text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append(lines.get(i).stream().collect(Collectors.joining(" | ", "| ", " |\n")));
      if (i == 0) {
        text.append("|---|").append("---:|".repeat(HEAD.size() - 1)).append('\n');
      }
    }
    return text.toString();
  }
}
