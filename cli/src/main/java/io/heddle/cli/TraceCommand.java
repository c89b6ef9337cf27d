// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.UserError;
import io.heddle.inspect.trace.BadTrace;
import io.heddle.inspect.trace.Export;
import io.heddle.inspect.trace.TraceReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle trace}: shows a trace, or has a running process write one. */
@Command(
    name = "trace",
    sortOptions = false,
    customSynopsis = {
      "heddle trace FILE [OPTIONS]",
      "       heddle trace record PID [--for DURATION] [-o FILE]"
    },
    header = "Shows what goroutines did, and when, and which one woke which.",
    description = {
      "",
      "FILE   a trace by `heddle run --trace FILE`, `heddle trace record` or",
      "       Trace.start; without an option it is opened as a page in the browser",
      ""
    },
    footer = {
      "",
      "OUT may be - for standard output.",
      "Status: 1 if the file is not a trace, is of another version, or has no end;",
      "what is complete in it is shown all the same."
    },
    subcommands = TraceRecordCommand.class)
final class TraceCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--perfetto",
      paramLabel = "OUT",
      description = "write a file for ui.perfetto.dev (TrackEvent protobuf)")
  private @Nullable Path perfetto;

  @Option(names = "--html", paramLabel = "OUT", description = "write a page, in one file")
  private @Nullable Path html;

  @Option(
      names = "--json",
      paramLabel = "OUT",
      description = "write the events as JSON, one per line")
  private @Nullable Path json;

  @Option(
      names = "--stats",
      description = "print for each place that starts goroutines how they spent their time")
  private boolean stats;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", hidden = true, arity = "0..1")
  private @Nullable Path file;

  @Override
  public Integer call() {
    var trace = file;
    if (trace == null) {
      var line = Objects.requireNonNull(spec).commandLine();
      throw new ParameterException(line, "no trace was given");
    }
    try {
      return show(trace);
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }

  private int show(Path trace) throws UserError {
    try (var reader = TraceReader.open(trace)) {
      if (reader.damage() != null) {
        System.err.println("heddle: " + trace + " " + reader.damage());
      }
      for (var wanted : wanted(trace).entrySet()) {
        export(reader, wanted.getKey(), wanted.getValue());
      }
      return reader.isClosed() ? 0 : UserError.FAILED;
    } catch (BadTrace e) {
      throw UserError.of(trace + " " + e.getMessage());
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      throw UserError.of("can't open " + trace + ": " + reason(trace));
    } catch (IOException e) {
      throw UserError.of("can't read " + trace + ": " + e.getMessage());
    }
  }

  private static String reason(Path file) {
    return Files.exists(file) ? "not permitted" : "no such file";
  }

  private Map<Export, Path> wanted(Path trace) throws IOException {
    var all = new EnumMap<Export, Path>(Export.class);
    put(all, Export.PERFETTO, perfetto);
    put(all, Export.HTML, html);
    put(all, Export.JSON, json);
    put(all, Export.STATISTICS, stats ? Path.of("-") : null);
    if (all.isEmpty()) {
      var name = String.valueOf(trace.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
      all.put(Export.HTML, Files.createTempFile(name + "-", ".html"));
    }
    return all;
  }

  private static void put(Map<Export, Path> all, Export export, @Nullable Path out) {
    if (out != null) {
      all.put(export, out);
    }
  }

  private void export(TraceReader reader, Export as, Path to) throws IOException, UserError {
    boolean isStandard = to.toString().equals("-");
    try (OutputStream out =
        isStandard ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(to)) {
      as.write(reader, out);
    } catch (BadTrace e) {
      throw e;
    } catch (IOException e) {
      if (isStandard) {
        return; // who reads it has gone
      }
      throw UserError.of("can't write " + to + ": " + why(e, to));
    }
    if (perfetto == null && html == null && json == null && !stats) {
      System.out.println(to);
      Browser.open(to);
    }
  }

  private static String why(IOException e, Path to) {
    Path folder = to.toAbsolutePath().getParent();
    return e instanceof NoSuchFileException && folder != null && !Files.isDirectory(folder)
        ? "there is no folder " + folder
        : String.valueOf(e.getMessage());
  }
}
