// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.Http;
import io.heddle.cli.program.ProgramRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code heddle run}: a Java program with Go's program semantics. Options stand before the target;
 * what follows the target is the program's, whatever it looks like.
 */
@Command(
    name = "run",
    sortOptions = false,
    customSynopsis = "heddle run [OPTIONS] FILE.java|DIR|JAR|CLASS [args...]",
    header = "Runs a Java program whose goroutines follow Go's rules.",
    description = {
      "",
      "FILE.java   compiles the file and the sources beside it that it uses",
      "DIR         compiles all sources under the folder; main class is the one that",
      "            has a main, `Main` if there are several, else see --main",
      "JAR         runs its Main-Class",
      "CLASS       runs a compiled class, see --class-path",
      "",
      "What follows it is passed to the program as it is. Compiled programs are kept",
      "in the user's cache folder; nothing is written beside the sources.",
      ""
    },
    footer = {
      "",
      "HEDDLE_JAVA_OPTS   options for the JVM, such as -Xmx2g",
      "HEDDLE_MAXPROCS    as --maxprocs",
      "HEDDLE_RACE        options of the race detector, as GORACE: halt_on_error=1,",
      "                   exitcode=66, log_path=FILE, history_size=0..7, include=, ...",
      "",
      "Status: that of the program; 2 after a panic or a deadlock; 66 when --race has",
      "found a data race; 1 when there is nothing to run (missing file, no main,",
      "compile errors)."
    })
final class RunCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Option(
      names = "--maxprocs",
      paramLabel = "N",
      description = "how many goroutines may run at once (default: the processors)")
  private @Nullable Integer maxProcs;

  @Option(
      names = "--race",
      description = "report data races, as `go run -race` does; options: HEDDLE_RACE")
  private boolean race;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "record what goroutines do, for `heddle trace FILE`")
  private @Nullable Path trace;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "serve a page that shows what goroutines do, for example 127.0.0.1:6060")
  private @Nullable String http;

  @Option(
      names = "--http-remote",
      description = "let --http use an address that other machines can reach, without TLS")
  private boolean httpRemote;

  @Option(names = "--dump-on-exit", description = "print all goroutines when the program ends")
  private boolean dumpOnExit;

  @Option(
      names = "--schedtrace",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "print the scheduler's state at this interval, for example 1s or 500ms")
  private @Nullable Duration schedTrace;

  @Option(
      names = "--deadlocks",
      paramLabel = "MODE",
      description = {
        "what to do when goroutines wait for each other while the rest runs:",
        "warn (the default), exit (status 2) or off"
      })
  private @Nullable String deadlocks;

  @Option(names = "--leaks", description = "print at the end which goroutines are blocked for ever")
  private boolean leaks;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "FILE.java|DIR|JAR|CLASS", hidden = true)
  private String target = "";

  @Parameters(index = "1..*", paramLabel = "args", hidden = true)
  private List<String> args = List.of();

  @Override
  public Integer call() {
    if (maxProcs != null && maxProcs < 1) {
      throw new ParameterException(
          spec().commandLine(), "--maxprocs must be 1 or more, not " + maxProcs);
    }
    Requirements.raceDetector(spec().commandLine(), race);
    if (deadlocks != null && !Set.of("warn", "exit", "off").contains(deadlocks)) {
      throw new ParameterException(
          spec().commandLine(), "--deadlocks must be warn, exit or off, not " + deadlocks);
    }
    if (http != null) {
      try {
        Http.address(http, httpRemote);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec().commandLine(), "--http " + e.getMessage());
      }
    }
    setProperties();
    return ProgramRun.run(program.request(target, args));
  }

  /* The core reads these when its classes are initialised, which nothing has done yet. */
  private void setProperties() {
    if (maxProcs != null) {
      System.setProperty("heddle.maxprocs", maxProcs.toString());
    }
    if (dumpOnExit) {
      System.setProperty("heddle.dumponexit", "true");
    }
    if (deadlocks != null) {
      System.setProperty("heddle.deadlocks", deadlocks);
    }
    if (leaks) {
      System.setProperty("heddle.leaks", "true");
    }
    if (trace != null) {
      System.setProperty("heddle.trace", trace.toString());
    }
    if (http != null) {
      System.setProperty("heddle.http", http);
      System.setProperty("heddle.http.remote", Boolean.toString(httpRemote));
    }
    if (schedTrace != null) {
      System.setProperty("heddle.schedtrace", Long.toString(schedTrace.toMillis()));
    }
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec);
  }
}
