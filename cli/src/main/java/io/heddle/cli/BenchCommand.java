// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.UserError;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code heddle bench}: starts the runner of the repository's {@code benchmarks} folder, which it
 * builds if need be. The options are the runner's.
 */
@Command(
    name = "bench",
    header = "Measures Heddle beside Go, Kotlin, Jox and the JDK.",
    footer = "The options are shown by: heddle bench --help")
final class BenchCommand implements Callable<Integer> {
  private static final String SUBJECTS =
      ":heddle-benchmarks-runner,:heddle-benchmarks-heddle,:heddle-benchmarks-jdk,"
          + ":heddle-benchmarks-kotlin,:heddle-benchmarks-jox";

  /** As old as the start of the last build. */
  private static final String BUILT = "heddle.built";

  private static final int MAX_DEPTH = 20;

  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException, URISyntaxException {
    var home = home();
    if (!Files.isRegularFile(home.resolve("benchmarks/pom.xml"))) {
      return refuse("the benchmarks are a part of the repository: run heddle from a clone of it");
    }
    var runner = home.resolve("benchmarks/runner/target");
    if (isStale(home, runner) && !build(home, runner)) {
      return refuse("the benchmarks could not be built; to look closer: mvn -Pbench compile");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(runner.resolve("classes") + File.pathSeparator + runner.resolve("lib/*"));
    command.add("io.heddle.bench.runner.Bench");
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /* cli/target/heddle-cli.jar, or cli/target/classes. */
  private static Path home() throws URISyntaxException {
    var code = BenchCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(code).resolve("../../..").normalize();
  }

  /** Whether a source is newer than the last build, or there was none. */
  private static boolean isStale(Path home, Path runner) throws IOException {
    var built = runner.resolve(BUILT);
    if (!Files.isRegularFile(built)) {
      return true;
    }
    var since = Files.getLastModifiedTime(built);
    var folder = home.resolve("benchmarks");
    try (var sources =
        Files.find(
            folder,
            MAX_DEPTH,
            (file, facts) ->
                facts.isRegularFile()
                    && facts.lastModifiedTime().compareTo(since) > 0
                    && isSource(folder.relativize(file)))) {
      return sources.findAny().isPresent();
    }
  }

  private static boolean isSource(Path file) {
    var name = file.toString();
    boolean isJvms = name.endsWith(".java") || name.endsWith(".kt") || name.endsWith("pom.xml");
    return isJvms && !name.contains("target");
  }

  /* A rival that can't be had fails alone: the runner says that it is missing. */
  private static boolean build(Path home, Path runner) throws IOException, InterruptedException {
    System.err.println("heddle: building the benchmarks (the first time this takes minutes) …");
    var started = Instant.now(); // what is saved meanwhile is built the next time
    var maven = new ProcessBuilder("mvn", "-q", "-B", "-ntp", "-fae", "-Pbench", "-DskipTests");
    maven.command().addAll(List.of("-f", home.resolve("pom.xml").toString()));
    maven.command().addAll(List.of("-am", "-pl", SUBJECTS, "compile"));
    maven.environment().put("JDK25_HOME", System.getProperty("java.home"));
    maven.inheritIO().start().waitFor();
    boolean canRun = Files.isDirectory(runner.resolve("classes"));
    if (canRun) {
      var built = Files.writeString(runner.resolve(BUILT), "");
      Files.setLastModifiedTime(built, FileTime.from(started));
    }
    return canRun;
  }

  private static int refuse(String why) {
    System.err.println("heddle: " + why);
    return UserError.FAILED;
  }
}
