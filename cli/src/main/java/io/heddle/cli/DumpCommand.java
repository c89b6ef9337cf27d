// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.attach.Question;
import io.heddle.cli.program.UserError;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle dump}: what the goroutines of another process do. */
@Command(
    name = "dump",
    sortOptions = false,
    customSynopsis = "heddle dump [OPTIONS] PID",
    header = "Prints the goroutines of a running process and what they wait for.",
    description = {
      "",
      "PID   a process of this user that runs under `heddle run`, or any JVM that uses",
      "      Heddle as a library. It needs no option of its own for that.",
      ""
    },
    footer = {"", "Status: 1 when there is no answer; one line then says why."})
final class DumpCommand implements Callable<Integer> {
  @Option(names = "--grouped", description = "group goroutines that do the same at the same place")
  private boolean grouped;

  @Option(names = "--json", description = "print a list with an object per goroutine, or per group")
  private boolean json;

  @Option(
      names = "--within",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "how long to wait for the answer (default: 8s)")
  private @Nullable Duration within;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(paramLabel = "PID", converter = PidConverter.class, hidden = true)
  private long pid;

  @Override
  public Integer call() {
    try {
      var out = new FileOutputStream(FileDescriptor.out);
      if (within == null) {
        Question.ask(pid, request(), out);
      } else {
        Question.ask(pid, request(), within, out);
      }
      return 0;
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }

  private String request() {
    if (json) {
      return grouped ? "grouped-json" : "json";
    }
    return grouped ? "grouped" : "text";
  }
}
