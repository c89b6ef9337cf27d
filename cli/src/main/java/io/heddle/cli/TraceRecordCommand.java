// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.attach.Question;
import io.heddle.cli.program.UserError;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle trace record}: has a running process write a trace. */
@Command(
    name = "record",
    sortOptions = false,
    customSynopsis = "heddle trace record PID [--for DURATION] [-o FILE]",
    header = "Traces a running process for some seconds.",
    description = {
      "",
      "PID   a process of this user that runs under `heddle run`, or any JVM that uses",
      "      Heddle as a library",
      ""
    })
final class TraceRecordCommand implements Callable<Integer> {
  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description = "the length of the trace, for example 500ms (default: 5s)")
  private Duration length = Duration.ofSeconds(5);

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "heddle.trace",
      description = "the file to write (default: heddle.trace)")
  private Path file = Path.of("heddle.trace");

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(paramLabel = "PID", converter = PidConverter.class, hidden = true)
  private long pid;

  @Override
  public Integer call() throws InterruptedException {
    try {
      record();
      return 0;
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }

  private void record() throws UserError, InterruptedException {
    Path to = file.toAbsolutePath();
    Path folder = to.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw UserError.of("can't write " + file + ": there is no folder " + folder);
    }
    if (to.toString().contains("\n") || Files.isDirectory(to)) {
      throw UserError.of("can't write " + file + ": it is a folder, or has a line break");
    }
    var answer = new ByteArrayOutputStream();
    Question.ask(pid, "trace-start " + length.toMillis() + " " + to, answer);
    var refusal = answer.toString(StandardCharsets.UTF_8).strip();
    if (!refusal.isEmpty()) {
      throw UserError.of("process " + pid + " " + refusal);
    }
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && ProcessHandle.of(pid).isPresent()) {
      Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, 50));
    }
    if (ProcessHandle.of(pid).isPresent()) {
      Question.ask(pid, "trace-stop", OutputStream.nullOutputStream());
    }
    System.out.println(file);
  }
}
