// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.explore.Exploring;
import io.heddle.cli.program.UserError;
import io.heddle.testkit.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle explore}: a program in many schedules, until one fails. */
@Command(
    name = "explore",
    sortOptions = false,
    customSynopsis = "heddle explore [OPTIONS] FILE.java|DIR|JAR|CLASS [args...]",
    header = "Runs a program in many schedules, until one fails.",
    description = {
      "",
      "Runs main once per schedule, in a bubble with a virtual clock. The seed decides",
      "which goroutine continues before each operation on a channel, a lock and the",
      "like. Static fields are fresh each time; the output of the program is shown for",
      "the schedule that fails.",
      "",
      "A failure is a panic, a deadlock, System.exit with a status other than 0, a",
      "goroutine that is blocked for ever when main has returned, and a program that",
      "makes no progress. Its report ends with a command that repeats it.",
      ""
    },
    footer = {"", "Status: 0 without a failure, 1 with one; 2 for a wrong option."})
final class ExploreCommand implements Callable<Integer> {
  private static final long SEEDS = 1_000_000_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "how many schedules to try (default: ${DEFAULT-VALUE})",
      defaultValue = "1000")
  private int schedules;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "the seed of all choices (default: random, and printed)")
  private @Nullable Long seed;

  @Option(
      names = "--strategy",
      paramLabel = "S",
      description =
          "how schedules are chosen: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
      defaultValue = "PORTFOLIO")
  private Strategy strategy = Strategy.PORTFOLIO;

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "stop after that time, even within a schedule (default: ${DEFAULT-VALUE})",
      defaultValue = "60s")
  private Duration timeLimit = Duration.ofMinutes(1);

  @Option(
      names = "--no-leaks",
      description = "do not count goroutines that are left blocked for ever as failures")
  private boolean noLeaks;

  @Option(names = "--race", description = "count data races as failures")
  private boolean race;

  @Option(names = "--json", paramLabel = "FILE", description = "write the result to a file")
  private @Nullable Path json;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "FILE.java|DIR|JAR|CLASS", hidden = true)
  private String target = "";

  @Parameters(index = "1..*", paramLabel = "args", hidden = true)
  private List<String> args = List.of();

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    if (schedules < 1) {
      throw Requirements.refused(line, "--schedules must be 1 or more, not " + schedules);
    }
    Requirements.raceDetector(line, race);
    Requirements.bubbles(line);
    var exploring = new Exploring(program.request(target, args), !noLeaks);
    long s = seed != null ? seed : ThreadLocalRandom.current().nextLong(SEEDS);
    try {
      return exploring.explore(new Exploring.Plan(schedules, s, strategy.name(), timeLimit, json));
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }
}
