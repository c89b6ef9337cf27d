// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.attach.Question;
import io.heddle.cli.program.UserError;
import io.heddle.cli.top.Live;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle top}: a running process's goroutines in figures, again and again. */
@Command(
    name = "top",
    sortOptions = false,
    customSynopsis = "heddle top PID [OPTIONS]",
    header = "Shows how many goroutines a process has, where they were started, and what they do.",
    description = {
      "",
      "PID   a process of this user that runs under `heddle run`, or any JVM that uses",
      "      Heddle as a library",
      "",
      "On a terminal it shows a table, controlled by keys. Otherwise it prints lines,",
      "once unless --interval is given.",
      ""
    },
    footer = {"", "Status: 1 when there is no answer; one line then says why."})
final class TopCommand implements Callable<Integer> {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Option(names = "--once", description = "print lines once: the figures of a second")
  private boolean once;

  @Option(
      names = "--json",
      description = "print once a list with an object per place that starts goroutines")
  private boolean json;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "time between two updates (default: 1s)")
  private @Nullable Duration interval;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(paramLabel = "PID", converter = PidConverter.class, hidden = true)
  private long pid;

  @Override
  public Integer call() throws InterruptedException {
    var every = interval == null ? SECOND : interval;
    try {
      if (json) {
        Question.ask(pid, "top-json", new FileOutputStream(FileDescriptor.out));
      } else if (once || !isTerminal()) {
        Live.lines(pid, every, once || interval == null ? 1 : 0);
      } else {
        Live.run(pid, every);
      }
      return 0;
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    } catch (IOException e) {
      System.err.println("heddle: this terminal cannot be used: " + e.getMessage());
      return UserError.FAILED;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // for NullAway it may be
  private static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }
}
