// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The results as lines of cells, for the terminal and for the report: each figure with its ratio to
 * Go's.
 */
final class Table {
  private static List<List<String>> lines(Results results, String best) {
    var subjects = results.subjects();
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("scenario"));
    subjects.forEach(s -> head.add(s.title()));
    lines.add(head);
    for (var row : results.rows()) {
      List<String> line = new ArrayList<>(List.of(row.name()));
      var winner =
          subjects.stream()
              .filter(s -> row.median(s) != null)
              .min(Comparator.comparingDouble(s -> Objects.requireNonNull(row.median(s))));
      for (var subject : subjects) {
        boolean wins = winner.isPresent() && winner.get() == subject;
        line.add(wins ? best + cell(row, subject) + best : cell(row, subject));
      }
      lines.add(line);
    }
    List<String> means = new ArrayList<>(List.of("geometric mean"));
    subjects.forEach(s -> means.add(ratio(results.geometricMean(s, Subject.GO))));
    lines.add(means);
    return lines;
  }

  /** As in {@code 131 ns ±4 % · 0.48}; a dash where a subject lacks the feature. */
  private static String cell(Results.Row row, Subject subject) {
    var cell = row.cells().get(subject.id());
    if (cell == null) {
      return "–";
    }
    var median = row.median(subject);
    if (median == null) {
      return "failed";
    }
    var text = new StringBuilder(row.unit().format(median));
    if (cell.samples().size() > 1) {
      text.append(String.format(Locale.ROOT, " ±%.0f %%", 50 * Statistics.spread(cell.samples())));
    }
    var ratio = row.ratio(subject, Subject.GO);
    if (ratio != null && subject != Subject.GO) {
      text.append(" · ").append(ratio(ratio));
    }
    if (cell.failure() != null) {
      text.append(" (failed once)");
    }
    return text.toString();
  }

  static String ratio(double ratio) {
    return Double.isNaN(ratio)
        ? "–"
        : String.format(Locale.ROOT, ratio < 9.95 ? "%.2f" : "%.0f", ratio);
  }

  static String terminal(Results results) {
    return aligned(lines(results, ""));
  }

  static String aligned(List<List<String>> lines) {
    var widths =
        IntStream.range(0, lines.getFirst().size())
            .map(c -> lines.stream().mapToInt(line -> line.get(c).length()).max().orElse(0))
            .toArray();
    return lines.stream()
        .map(line ->
            IntStream.range(0, widths.length)
                .mapToObj(c -> pad(line.get(c), widths[c], c == 0))
                .collect(Collectors.joining("  ")))
        .collect(Collectors.joining("\n"));
  }

  private static String pad(String cell, int width, boolean left) {
    var space = " ".repeat(width - cell.length());
    return left ? cell + space : space + cell;
  }

  static String markdown(Results results) {
    var lines = lines(results, "**");
    var text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      text.append(
          lines.get(i).stream()
              .map(cell -> last ? "**" + cell + "**" : cell)
              .collect(Collectors.joining(" | ", "| ", " |\n")));
      if (i == 0) {
        text.append("|---|").append("---:|".repeat(lines.getFirst().size() - 1)).append('\n');
      }
    }
    return text.toString();
  }

  private Table() {}
}
