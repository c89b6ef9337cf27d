// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine;

/**
 * Says on standard error what is going on: one line that is written over on a terminal, else a line
 * per scenario.
 */
final class Progress {
  private final PrintStream out = System.err;
  private final boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
  private final long start = System.nanoTime();
  private int steps;
  private int done;
  private String scenario = "";

  void begin(int steps) {
    this.steps = steps;
  }

  void step(Scenario scenario, Subject subject, int round, int rounds) {
    int percent = 100 * done++ / steps;
    if (terminal) {
      out.printf(
          "\r\033[K%3d %%  %s  %s, round %d of %d  %s",
          percent, elapsed(), scenario.name(), round, rounds, subject.title());
      out.flush();
    } else if (!this.scenario.equals(scenario.name())) {
      this.scenario = scenario.name();
      out.printf("%3d %%  %s  %s%n", percent, elapsed(), scenario.name());
    }
  }

  void heard(Scenario scenario, Subject subject, Outcome outcome) {
    if (outcome instanceof Outcome.Failed(var why)) {
      clear();
      out.println(scenario.name() + ": " + subject.title() + " failed: " + why);
    }
  }

  void end() {
    clear();
    out.println("measured in " + elapsed());
  }

  private void clear() {
    if (terminal) {
      out.print("\r\033[K");
    }
  }

  private String elapsed() {
    var spent = Duration.ofNanos(System.nanoTime() - start);
    return String.format("%d:%02d", spent.toMinutes(), spent.toSecondsPart());
  }
}
