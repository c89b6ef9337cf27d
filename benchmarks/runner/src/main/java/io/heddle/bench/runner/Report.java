// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * RESULTS.md, its plots and the figures that it was made of. All but the notes comes from the
 * figures; the notes, where we lose and why, are written by hand in {@code notes.md}.
 */
final class Report {
  private static final String PLOTS = "results";

  static void write(Home home, Results results) throws IOException {
    Plots.write(home.folder().resolve(PLOTS), results);
    results.write(home.folder().resolve(PLOTS).resolve("figures.json"));
    Files.writeString(home.folder().resolve("RESULTS.md"), text(home, results));
  }

  private static String text(Home home, Results results) throws IOException {
    return """
    # Results

    Written by `./heddle bench --report`; what the scenarios are is in the [README](README.md).

    %s
    ![Every scenario as a multiple of Go](%s/ratios.svg)

    ## All figures

    Time per operation or bytes per goroutine: the median of the rounds, half the distance from
    the least to the greatest, and after the dot the multiple of Go's figure. Below 1 is better
    than Go. Bold is best. A dash: the subject lacks the feature. The mean is over all rows but
    `growth-1k` to `growth-100k`.

    %s%s
    ## Live goroutines

    ![One exchange among many](%s/growth.svg)

    %s
    ## A hog beside a ping-pong

    %s
    ## Memory

    ![Memory of a parked goroutine](%s/memory.svg)

    %s
    ## What was measured

    %s\
    """
        .formatted(
            summary(results),
            PLOTS,
            Table.markdown(results),
            failures(results),
            PLOTS,
            growth(results),
            hog(results),
            PLOTS,
            notes(home.folder().resolve("notes.md")),
            facts(results));
  }

  /** Who wins, in ten seconds. */
  private static String summary(Results results) {
    var text =
        new StringBuilder(
            Machine.wasBusy(results.facts())
                ? "**The machine was busy with other work: the figures are rough.**\n\n"
                : "");
    text.append(
        """
        | | times Go | Heddle is ahead in | Heddle as a multiple of it |
        |---|---:|---:|---:|
        """);
    for (var subject : results.subjects()) {
      var rows =
          results.rows().stream()
              .filter(Results.Row::counts)
              .map(row -> row.ratio(Subject.HEDDLE, subject))
              .filter(ratio -> ratio != null)
              .toList();
      boolean self = subject == Subject.HEDDLE;
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s |%n",
              self ? "**Heddle**" : subject.title(),
              Table.ratio(results.geometricMean(subject, Subject.GO)),
              self ? "" : rows.stream().filter(r -> r < 1).count() + " of " + rows.size(),
              self ? "" : Table.ratio(results.geometricMean(Subject.HEDDLE, subject))));
    }
    return text.toString();
  }

  private static String failures(Results results) {
    var text = new StringBuilder();
    results
        .skipped()
        .forEach((who, why) ->
            text.append("- ").append(who).append(" did not run: ").append(why).append('\n'));
    for (var row : results.rows()) {
      row.cells()
          .forEach((id, cell) -> {
            if (cell.failure() != null) {
              text.append("- `%s` of %s: %s%n".formatted(row.name(), id, cell.failure()));
            }
          });
    }
    return text.isEmpty() ? "" : "\n" + text;
  }

  /** From a thousand to a million: by how much one exchange became dearer. */
  private static String growth(Results results) {
    return results.subjects().stream()
        .filter(s -> median(results, "growth-1k", s) > 0 && median(results, "growth-1m", s) > 0)
        .map(s ->
            s.title()
                + " "
                + Table.ratio(median(results, "growth-1m", s) / median(results, "growth-1k", s)))
        .collect(
            Collectors.joining(
                ", ",
                "An exchange beside a million as a multiple of one beside a thousand: ",
                ".\n"));
  }

  /** How long a round trip takes beside hogs, at worst too. */
  private static String hog(Results results) {
    var text = new StringBuilder("| | median | 99 % | longest |\n|---|---:|---:|---:|\n");
    for (var row : results.rows()) {
      if (row.name().equals("hog")) {
        row.cells().forEach((id, cell) -> text.append(hog(id, cell)));
      }
    }
    return text.toString();
  }

  private static String hog(String id, Results.Cell cell) {
    return Stream.of("p50", "p99", "max")
        .map(key -> Unit.NANOS.format(cell.others().getOrDefault(key, Double.NaN)))
        .collect(Collectors.joining(" | ", "| " + Subject.of(id).title() + " | ", " |\n"));
  }

  private static double median(Results results, String name, Subject subject) {
    return results.rows().stream()
        .filter(row -> row.name().equals(name))
        .map(row -> row.median(subject))
        .filter(median -> median != null)
        .findFirst()
        .orElse(0.0);
  }

  private static String notes(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static String facts(Results results) {
    return results.facts().entrySet().stream()
        .map(e -> "| " + e.getKey() + " | " + e.getValue() + " |\n")
        .collect(Collectors.joining("", "| | |\n|---|---|\n", ""));
  }

  private Report() {}
}
