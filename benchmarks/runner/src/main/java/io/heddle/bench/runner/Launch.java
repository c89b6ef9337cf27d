// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Runs one scenario on one subject in a process of its own, and ends it when it takes too long. */
final class Launch {
  private static final int NOT_EXPRESSED = 3;
  private static final int STARTS = 5;

  private final Home home;
  private final int millis;
  private final List<String> flags;
  private final boolean byProcessor;

  /**
   * The budget is the subject's time for repetitions; a process gets several times that before it
   * counts as hung.
   */
  Launch(Home home, int millis) {
    this(home, millis, List.of());
  }

  /** With these flags for the JVM beside those that it always gets. */
  Launch(Home home, int millis, List<String> flags) {
    this(home, millis, flags, false);
  }

  private Launch(Home home, int millis, List<String> flags, boolean byProcessor) {
    this.home = home;
    this.millis = millis;
    this.flags = flags;
    this.byProcessor = byProcessor;
  }

  /** The budget is of processor time: for who compares that. */
  static Launch byProcessor(Home home, int millis) {
    return new Launch(home, millis, List.of(), true);
  }

  /** The answer of a subject on its standard output. */
  record Answer(String scenario, int repetitions, Map<String, Double> values) {}

  /** The same under the subject's race detector. */
  Outcome race(Subject subject, Scenario scenario) throws IOException, InterruptedException {
    return measure(home.raceProcess(subject, arguments(scenario)));
  }

  Outcome run(Subject subject, Scenario scenario) throws IOException, InterruptedException {
    return scenario.isHello()
        ? hello(subject)
        : measure(home.process(subject, flags, arguments(scenario)));
  }

  private List<String> arguments(Scenario scenario) {
    return List.of(
        scenario.program(),
        Integer.toString(scenario.n()),
        Integer.toString(scenario.size()),
        Integer.toString(millis));
  }

  private Outcome measure(ProcessBuilder process) throws IOException, InterruptedException {
    if (byProcessor) {
      process.environment().put("BENCH_BUDGET", "processor");
    }
    var ended = Ended.await(process, limit());
    if (ended.status() == NOT_EXPRESSED) {
      return new Outcome.NotExpressed();
    }
    return ended.status() == 0 ? answer(ended.lastLine()) : new Outcome.Failed(ended.why());
  }

  static Outcome answer(String line) {
    try {
      return new Outcome.Measured(JsonMapper.shared().readValue(line, Answer.class).values());
    } catch (JacksonException e) {
      return new Outcome.Failed("no figures: " + line);
    }
  }

  /** From the start of the process to its end; the median of a few. */
  private Outcome hello(Subject subject) throws IOException, InterruptedException {
    var times = new double[STARTS];
    for (int i = 0; i < times.length; i++) {
      long begin = System.nanoTime();
      var ended = Ended.await(home.process(subject, flags, List.of("hello")), limit());
      times[i] = System.nanoTime() - begin;
      if (ended.status() != 0 || !ended.lastLine().equals("hello")) {
        return new Outcome.Failed(ended.why());
      }
    }
    return new Outcome.Measured(Map.of("time", Statistics.median(times)));
  }

  /** Many times the budget: a subject is slow at times, and one that hangs holds up all others. */
  private Duration limit() {
    return byProcessor
        ? Duration.ofSeconds(120).plusMillis(20L * millis)
        : Duration.ofSeconds(40).plusMillis(6L * millis);
  }
}
