// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One of the {@link ChildPrograms} in a small JVM of its own, and how it ended. */
public final class Child {
  /** What opens the JDK to the scheduler. */
  public static final String ACCESS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  private static final int SECONDS = 40;

  /** Status, standard output, standard error. */
  public record Ended(int status, String out, String err) {}

  private Child() {}

  public static Ended run(String program, String... flags)
      throws IOException, InterruptedException {
    return run(Map.of(), program, flags);
  }

  /** Runs it with more variables in its environment, and with flags for its JVM. */
  public static Ended run(Map<String, String> environment, String program, String... flags)
      throws IOException, InterruptedException {
    return run(environment, command(program, List.of(flags)));
  }

  /** Runs it as the last words of a command. */
  public static Ended runBy(List<String> before, String program, String... flags)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(before);
    command.addAll(command(program, List.of(flags)));
    return run(Map.of(), command);
  }

  private static Ended run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var out = Files.createTempFile("heddle-child", ".out");
    var err = Files.createTempFile("heddle-child", ".err");
    try {
      var process =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      process.environment().putAll(environment);
      var child = process.start();
      child.getOutputStream().close();
      if (!child.waitFor(SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
        throw new AssertionError(
            command.getLast() + " does not end; it said: " + text(out) + text(err));
      }
      return new Ended(child.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** With {@code -Dheddle.test.more=FOLDER} among the flags, that is first on its class path. */
  private static List<String> command(String program, List<String> flags) {
    var more = "-Dheddle.test.more=";
    var classPath =
        flags.stream()
            .filter(f -> f.startsWith(more))
            .map(f -> f.substring(more.length()) + File.pathSeparator)
            .collect(Collectors.joining("", "", System.getProperty("java.class.path")));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(ChildPrograms.class.getName(), program));
    return command;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
