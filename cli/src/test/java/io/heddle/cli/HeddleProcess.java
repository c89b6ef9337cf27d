// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts the real command as a process of its own, with a cache of its own. */
final class HeddleProcess {
  /** How the JVM is started: for short runs. */
  static final List<String> JVM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED");

  private static final long LIMIT_SECONDS = 60;

  /** What came out of a run. */
  record Outcome(int status, String out, String err) {}

  private final Path folder;
  private final Path cache;
  private String input = "";
  private List<String> flags = List.of();
  private boolean withTools;

  /** Runs in this folder; the cache is kept beside it. */
  HeddleProcess(Path folder) {
    this.folder = folder;
    cache = folder.resolveSibling(folder.getFileName() + "-cache");
  }

  HeddleProcess input(String text) {
    input = text;
    return this;
  }

  /** For the JVM. */
  HeddleProcess flags(String... some) {
    flags = List.of(some);
    return this;
  }

  /** With what the script gives to the commands that explore and test. */
  HeddleProcess withTools() {
    withTools = true;
    return this;
  }

  Path folder() {
    return folder;
  }

  Path cache() {
    return cache;
  }

  /** Writes a source file below the folder. */
  HeddleProcess file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Outcome run(String... args) throws IOException, InterruptedException {
    Process process = start(args);
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return outcome(process);
  }

  /** As {@link #run}, but no file may become larger than so many KiB. */
  Outcome runLimited(int kilobytes, String... args) throws IOException, InterruptedException {
    var limited = List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash");
    Process process = start(limited, args);
    process.getOutputStream().close();
    return outcome(process);
  }

  Process start(String... args) throws IOException {
    return start(List.of(), args);
  }

  private Process start(List<String> before, String... args) throws IOException {
    var command = new ArrayList<String>(before);
    command.addAll(JVM);
    if (!withTools) { // an agent sees no classes of a cache
      command.addAll(WarmStart.flags());
    }
    command.addAll(flags);
    if (withTools) {
      agent().ifPresent(jar -> command.add("-javaagent:" + jar));
    }
    command.addAll(List.of("-cp", withTools ? toolsPath() : WarmStart.classPath()));
    command.add("io.heddle.cli.Main");
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    clean(builder.environment(), cache);
    return builder.start();
  }

  /** As of a user who has set nothing, with the programs' cache in this folder. */
  static void clean(Map<String, String> environment, Path cache) {
    environment.put("XDG_CACHE_HOME", cache.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.remove("JAVA_TOOL_OPTIONS");
    environment.remove("JDK_JAVA_OPTIONS");
  }

  /* What the command has at run time: not the test's own classes and libraries. */
  static List<String> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> !e.contains("test-classes"))
        .filter(e -> e.contains("heddle") || e.contains("picocli") || e.endsWith("classes"))
        .toList();
  }

  /** The test kit as an agent, where it has been packed: not while only tests are run. */
  static Optional<String> agent() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> e.matches(".*heddle-testkit-[^/]*[.]jar"))
        .findFirst();
  }

  /** The race detector, which is no part of the class path, where it has been packed. */
  static Optional<Path> detector() throws IOException {
    var target = Path.of("../tools/race/target").toAbsolutePath();
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (var files = Files.list(target)) {
      return files
          .filter(f -> f.getFileName().toString().matches("heddle-race-[^-]*(-SNAPSHOT)?[.]jar"))
          .findFirst();
    }
  }

  private static String toolsPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(e -> !e.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Outcome outcome(Process process) throws IOException, InterruptedException {
    var err = new Thread[1];
    var text = new StringBuilder();
    err[0] = Thread.ofVirtual().start(() -> text.append(read(process.errorReader())));
    String out = read(process.inputReader());
    err[0].join();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + out + text);
    }
    return new Outcome(process.exitValue(), out, text.toString());
  }

  private static String read(java.io.BufferedReader reader) {
    try (reader) {
      return reader.readAllAsString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every file below the folder, to see that a run left none. */
  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}
