// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Runs one scenario on one subject in a process of its own, and ends it when it takes too long. */
final class Launch {
  private static final int NOT_EXPRESSED = 3;
  private static final int STARTS = 5;

  private final Home home;
  private final int millis;

  /**
   * The budget is the subject's time for repetitions; a process gets several times that before it
   * counts as hung.
   */
  Launch(Home home, int millis) {
    this.home = home;
    this.millis = millis;
  }

  /** The answer of a subject on its standard output. */
  record Answer(String scenario, int repetitions, Map<String, Double> values) {}

  Outcome run(Subject subject, Scenario scenario) throws IOException, InterruptedException {
    return scenario.isHello() ? hello(subject) : measure(subject, scenario);
  }

  private Outcome measure(Subject subject, Scenario scenario)
      throws IOException, InterruptedException {
    var arguments =
        List.of(
            scenario.program(),
            Integer.toString(scenario.n()),
            Integer.toString(scenario.size()),
            Integer.toString(millis));
    var ended = await(home.process(subject, List.of(), arguments));
    if (ended.status() == NOT_EXPRESSED) {
      return new Outcome.NotExpressed();
    }
    if (ended.status() != 0) {
      return new Outcome.Failed(ended.why());
    }
    var answer = JsonMapper.shared().readValue(ended.lastLine(), Answer.class);
    return new Outcome.Measured(answer.values());
  }

  /** From the start of the process to its end; the median of a few. */
  private Outcome hello(Subject subject) throws IOException, InterruptedException {
    var times = new double[STARTS];
    for (int i = 0; i < times.length; i++) {
      long begin = System.nanoTime();
      var ended = await(home.process(subject, List.of(), List.of("hello")));
      times[i] = System.nanoTime() - begin;
      if (ended.status() != 0 || !ended.lastLine().equals("hello")) {
        return new Outcome.Failed(ended.why());
      }
    }
    return new Outcome.Measured(Map.of("time", Statistics.median(times)));
  }

  private record Ended(int status, String why, String lastLine) {}

  private Ended await(ProcessBuilder builder) throws IOException, InterruptedException {
    var out = Files.createTempFile("bench", ".out");
    var err = Files.createTempFile("bench", ".err");
    try {
      var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      long limit = 30 + 6L * millis / 1000;
      try {
        if (!process.waitFor(limit, TimeUnit.SECONDS)) {
          return new Ended(-1, "hung: ended after " + limit + " s", "");
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      var status = process.exitValue();
      var complaint = line(err, true);
      return new Ended(
          status,
          "status " + status + (complaint.isEmpty() ? "" : ": " + complaint),
          line(out, false));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String line(Path file, boolean first) throws IOException {
    var lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "" : first ? lines.getFirst() : lines.getLast();
  }
}
