// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Each program in turn: Go, Go with its detector, Heddle, Heddle with its own; some rounds. */
final class RaceSeries {
  private final Launch launch;
  private final Progress progress;
  private final int rounds;

  RaceSeries(Launch launch, Progress progress, int rounds) {
    this.launch = launch;
    this.progress = progress;
    this.rounds = rounds;
  }

  RaceResults run(List<Scenario> scenarios, Map<String, String> facts)
      throws IOException, InterruptedException {
    progress.begin(scenarios.size() * rounds * RaceResults.SUBJECTS.size());
    List<RaceResults.Row> rows = new ArrayList<>();
    for (var scenario : scenarios) {
      Map<Subject, Samples> samples = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (var subject : RaceResults.SUBJECTS) {
          progress.step(scenario, subject, round, rounds);
          samples.computeIfAbsent(subject, s -> new Samples()).add(subject, scenario);
        }
      }
      Map<String, RaceResults.Cost> costs = new LinkedHashMap<>();
      samples.forEach((subject, s) -> costs.put(subject.id(), s.cost()));
      rows.add(new RaceResults.Row(scenario.name(), costs));
    }
    progress.end();
    return new RaceResults(facts, rows);
  }

  private final class Samples {
    private final List<Map<String, Double>> plain = new ArrayList<>();
    private final List<Map<String, Double>> raced = new ArrayList<>();
    private @Nullable String failure;

    void add(Subject subject, Scenario scenario) throws IOException, InterruptedException {
      if (failure == null) {
        keep(launch.run(subject, scenario), plain);
      }
      if (failure == null) {
        var outcome = launch.race(subject, scenario);
        keep(outcome, raced);
        progress.heard(scenario, subject, outcome);
      }
    }

    private void keep(Outcome outcome, List<Map<String, Double>> to) {
      switch (outcome) {
        case Outcome.Measured(var values) -> to.add(values);
        case Outcome.Failed(var why) -> failure = why;
        case Outcome.NotExpressed() -> failure = "lacks the feature";
      }
    }

    RaceResults.Cost cost() {
      return new RaceResults.Cost(
          median(plain, "cpu"),
          median(raced, "cpu"),
          median(plain, "peak"),
          median(raced, "peak"),
          failure);
    }

    private static double median(List<Map<String, Double>> samples, String key) {
      return samples.isEmpty()
          ? Double.NaN
          : Statistics.median(samples.stream().map(s -> s.getOrDefault(key, Double.NaN)).toList());
    }
  }
}
