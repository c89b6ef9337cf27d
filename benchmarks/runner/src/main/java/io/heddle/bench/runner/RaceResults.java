// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the race detectors cost: Go's and Heddle's, each program with and without. */
record RaceResults(Map<String, String> facts, List<Row> rows) {
  static final List<Subject> SUBJECTS = List.of(Subject.GO, Subject.HEDDLE);

  /**
   * One program.
   *
   * @param costs by subject id
   */
  record Row(String name, Map<String, Cost> costs) {
    Cost of(Subject subject) {
      return costs.getOrDefault(subject.id(), Cost.NONE);
    }
  }

  /**
   * Medians of the rounds; NaN where it failed.
   *
   * @param plain nanoseconds of processor time an operation
   * @param raced the same under the detector
   * @param plainPeak the most memory that the process had, in bytes
   * @param failure why there are no figures
   */
  record Cost(
      double plain, double raced, double plainPeak, double racedPeak, @Nullable String failure) {
    static final Cost NONE = new Cost(Double.NaN, Double.NaN, Double.NaN, Double.NaN, null);

    double slowdown() {
      return raced / plain;
    }

    double growth() {
      return racedPeak / plainPeak;
    }
  }

  /** Over the rows that both have figures for. */
  double mean(Subject subject, ToDoubleFunction<Cost> factor) {
    return Statistics.geometricMean(
        rows.stream()
            .filter(RaceResults::isWhole)
            .map(row -> row.of(subject))
            .map(factor::applyAsDouble)
            .toList());
  }

  static boolean isWhole(Row row) {
    return SUBJECTS.stream().map(row::of).allMatch(cost -> !Double.isNaN(cost.slowdown()));
  }

  void write(Path file) throws IOException {
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(file.toFile(), this);
  }

  static RaceResults read(Path file) {
    return JsonMapper.shared().readValue(file.toFile(), RaceResults.class);
  }
}
