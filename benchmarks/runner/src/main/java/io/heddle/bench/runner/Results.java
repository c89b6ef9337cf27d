// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that one run found out, and the form of the JSON file.
 *
 * @param facts machine, versions, commit, settings: names and values, in the order of the report
 * @param skipped subjects that did not run, and why
 */
record Results(Map<String, String> facts, Map<String, String> skipped, List<Row> rows) {
  /**
   * One line of the table.
   *
   * @param cells by subject id; a subject without a cell cannot express the scenario
   */
  record Row(String name, Unit unit, boolean counts, Map<String, Cell> cells) {
    @Nullable Double median(Subject subject) {
      var cell = cells.get(subject.id());
      return cell == null || cell.samples().isEmpty() ? null : Statistics.median(cell.samples());
    }

    /** How many times the other's figure this one is; null where one of them is missing. */
    @Nullable Double ratio(Subject subject, Subject other) {
      var mine = median(subject);
      var theirs = median(other);
      return mine == null || theirs == null ? null : mine / theirs;
    }
  }

  /**
   * What a subject said in each round.
   *
   * @param failure why it said nothing, in some round at least
   * @param others further figures of the last round, such as percentiles and bytes allocated per
   *     operation
   */
  record Cell(List<Double> samples, @Nullable String failure, Map<String, Double> others) {}

  /**
   * The ratio's geometric mean over the rows that count and that both have; NaN if there is none.
   */
  double geometricMean(Subject subject, Subject other) {
    return Statistics.geometricMean(
        rows.stream()
            .filter(Row::counts)
            .map(row -> row.ratio(subject, other))
            .filter(ratio -> ratio != null && ratio > 0)
            .toList());
  }

  /** Those who have a figure anywhere, in their order. */
  List<Subject> subjects() {
    return List.of(Subject.values()).stream()
        .filter(s -> rows.stream().anyMatch(row -> row.cells().containsKey(s.id())))
        .toList();
  }

  void write(Path file) throws IOException {
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(file.toFile(), this);
  }

  static Results read(Path file) {
    return JsonMapper.shared().readValue(file.toFile(), Results.class);
  }
}
