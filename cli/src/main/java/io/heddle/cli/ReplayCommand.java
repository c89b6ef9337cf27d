// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.explore.Exploring;
import io.heddle.cli.program.UserError;
import io.heddle.testkit.engine.Search;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle replay}: a program in the schedule that a token names. */
@Command(
    name = "replay",
    sortOptions = false,
    customSynopsis = "heddle replay [OPTIONS] TOKEN FILE.java|DIR|JAR|CLASS [args...]",
    header = "Runs a program in the schedule in which it failed.",
    description = {
      "",
      "TOKEN is in the last line of a report of `heddle explore`. The program and its",
      "arguments must be the same as then.",
      ""
    },
    footer = {
      "",
      "Status: 1 and the report if it fails again, 0 if it does not fail, 3 if the",
      "program has changed since the token was made; 2 for a wrong option or an",
      "invalid token."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--race", description = "count data races as failures")
  private boolean race;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "TOKEN", hidden = true)
  private String token = "";

  @Parameters(index = "1", paramLabel = "FILE.java|DIR|JAR|CLASS", hidden = true)
  private String target = "";

  @Parameters(index = "2..*", paramLabel = "args", hidden = true)
  private List<String> args = List.of();

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    Requirements.raceDetector(line, race || Search.needsRaceDetector(token));
    Requirements.bubbles(line);
    try {
      return new Exploring(program.request(target, args), true).replay(token);
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }
}
