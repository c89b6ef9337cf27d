// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The measuring: for each scenario some rounds, in each round every subject once (A B C, A B C, …),
 * so that whatever else the machine does falls on all alike. A subject that crashed or hung in a
 * scenario is not asked for it again.
 */
final class Series {
  private final Launch launch;
  private final Progress progress;
  private final int rounds;

  Series(Launch launch, Progress progress, int rounds) {
    this.launch = launch;
    this.progress = progress;
    this.rounds = rounds;
  }

  List<Results.Row> run(List<Scenario> scenarios, List<Subject> subjects)
      throws IOException, InterruptedException {
    List<Results.Row> rows = new ArrayList<>();
    progress.begin(scenarios.size() * rounds * subjects.size());
    for (var scenario : scenarios) {
      var outcomes = outcomes(scenario, subjects);
      for (var metric : scenario.metrics()) {
        rows.add(row(metric, outcomes));
      }
    }
    progress.end();
    return rows;
  }

  private Map<Subject, List<Outcome>> outcomes(Scenario scenario, List<Subject> subjects)
      throws IOException, InterruptedException {
    Map<Subject, List<Outcome>> outcomes = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (var subject : subjects) {
        var before = outcomes.computeIfAbsent(subject, s -> new ArrayList<>());
        progress.step(scenario, subject, round, rounds);
        if (before.isEmpty() || before.getLast() instanceof Outcome.Measured) {
          var outcome = launch.run(subject, scenario);
          before.add(outcome);
          progress.heard(scenario, subject, outcome);
        }
      }
    }
    return outcomes;
  }

  private static Results.Row row(Scenario.Metric metric, Map<Subject, List<Outcome>> outcomes) {
    Map<String, Results.Cell> cells = new LinkedHashMap<>();
    outcomes.forEach((subject, list) -> {
      if (!(list.getFirst() instanceof Outcome.NotExpressed)) {
        cells.put(subject.id(), cell(metric, list));
      }
    });
    return new Results.Row(metric.row(), metric.unit(), metric.counts(), cells);
  }

  private static Results.Cell cell(Scenario.Metric metric, List<Outcome> outcomes) {
    List<Double> samples = new ArrayList<>();
    Map<String, Double> others = Map.of();
    String failure = null;
    for (var outcome : outcomes) {
      switch (outcome) {
        case Outcome.Measured(var values) -> {
          samples.add(values.getOrDefault(metric.key(), Double.NaN));
          others = new LinkedHashMap<>(values);
          others.remove(metric.key());
        }
        case Outcome.Failed(var why) -> failure = why;
        case Outcome.NotExpressed() -> {}
      }
    }
    return new Results.Cell(samples, failure, others);
  }
}
