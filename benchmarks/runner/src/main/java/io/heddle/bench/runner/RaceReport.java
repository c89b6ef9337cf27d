// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;

/** RACE.md, its plot and its figures. */
final class RaceReport {
  private RaceReport() {}

  static void write(Home home, RaceResults results) throws IOException {
    var folder = home.folder().resolve("results");
    Files.createDirectories(folder);
    RacePlot.write(folder.resolve("race.svg"), results);
    results.write(folder.resolve("race.json"));
    Files.writeString(home.folder().resolve("RACE.md"), text(results));
  }

  private static String text(RaceResults results) {
    return """
    # What a race detector costs

    Written by `./heddle bench --race --report`: the programs of the benchmark, and five that compute on fields, arrays and maps (the
    last ones), in Go and in Heddle, each with and without the detector, all in one run. Time is the processor time of the whole
    process, garbage collector and compiler included, per operation, once it has used some seconds of it;
    memory is the most that the process had. The means are over the rows for which both have figures.

    %s
    ![How many times slower](results/race.svg)

    %s
    ## What was measured

    %s\
    """
        .formatted(RaceTable.markdown(results), failures(results), facts(results));
  }

  private static String failures(RaceResults results) {
    return results.rows().stream()
        .flatMap(row ->
            RaceResults.SUBJECTS.stream()
                .filter(s -> row.of(s).failure() != null)
                .map(s -> "- `%s`, %s: %s%n".formatted(row.name(), s.title(), row.of(s).failure())))
        .collect(Collectors.joining());
  }

  private static String facts(RaceResults results) {
    return results.facts().entrySet().stream()
        .map(e -> "- %s: %s%n".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining());
  }
}
