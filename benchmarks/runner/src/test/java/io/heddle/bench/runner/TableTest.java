// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heddle.bench.runner.Results.Cell;
import io.heddle.bench.runner.Results.Row;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static final Cell CRASHED = new Cell(List.of(), "status 134", Map.of());

  private final Results results =
      new Results(
          Map.of("Processor", "some"),
          Map.of(),
          List.of(
              row("ring", true, Map.of("go", cell(100, 110, 90), "heddle", cell(50))),
              row("sieve", true, Map.of("go", cell(1000), "heddle", cell(8000), "jox", CRASHED)),
              row("growth-1k", false, Map.of("go", cell(1), "heddle", cell(100)))));

  @Test
  void theMeanIsGeometricAndLeavesOutWhatDoesNotCount() {
    assertThat(results.geometricMean(Subject.HEDDLE, Subject.GO)).isCloseTo(2, within(1e-9));
    assertThat(results.geometricMean(Subject.JOX, Subject.GO)).isNaN();
  }

  @Test
  void aRowHasFiguresSpreadRatioDashAndFailure() {
    assertThat(Table.markdown(results))
        .contains("| scenario | Go | Heddle | Jox |")
        .contains("| ring | 100 ns ±10 % | **50.0 ns · 0.50** | – |")
        .contains("| sieve | **1.00 µs** | 8.00 µs · 8.00 | failed |");
  }

  @Test
  void figuresKeptAreTheSameFigures(@TempDir Path folder) throws Exception {
    var file = folder.resolve("figures.json");
    results.write(file);
    assertThat(Results.read(file)).isEqualTo(results);
  }

  @Test
  void whatIsNoAnswerIsAFailure() {
    assertThat(Launch.answer("{\"scenario\":\"ring\",\"repetitions\":4,\"values\":{\"time\":7.5}}"))
        .isEqualTo(new Outcome.Measured(Map.of("time", 7.5)));
    assertThat(Launch.answer("Killed")).isEqualTo(new Outcome.Failed("no figures: Killed"));
  }

  private static Row row(String name, boolean counts, Map<String, Cell> cells) {
    return new Row(name, Unit.NANOS, counts, cells);
  }

  private static Cell cell(double... samples) {
    return new Cell(Arrays.stream(samples).boxed().toList(), null, Map.of());
  }
}
