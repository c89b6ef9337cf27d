// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code benchmarks} and what was built in it. Subjects on the JVM run from {@code
 * target/classes} and {@code target/lib} of their modules.
 */
record Home(Path folder) {
  private static final String HEAP = "4g";
  private static final String GO_HEAP = "4GiB";
  private static final String PLAIN_GO = "go/target/subject";
  private static final String RACE_GO = "go/target/subject-race";

  /** The folder that this very class was built in. */
  static Home find() {
    try {
      var classes = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Home(classes.resolve("../../..").normalize());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Null if the subject can run, else why it can't and what to do. */
  @Nullable String missing(Subject subject) throws IOException, InterruptedException {
    if (subject == Subject.GO) {
      return buildGo();
    }
    var classes = folder.resolve(subject.id()).resolve("target/classes");
    return Files.isDirectory(classes) ? null : "not built: mvn -Pbench compile";
  }

  /** The same for the subject with its race detector: {@code go build -race}, the agent. */
  @Nullable String missingDetector(Subject subject) throws IOException, InterruptedException {
    if (subject == Subject.GO) {
      return buildGo("-race", RACE_GO) ? null : "go build -race failed; it needs a C compiler";
    }
    return agent() != null ? null : "not built: mvn -pl tools/race -am -DskipTests package";
  }

  private @Nullable Path agent() throws IOException {
    var target = folder.resolveSibling("tools").resolve("race/target");
    if (!Files.isDirectory(target)) {
      return null;
    }
    try (var files = Files.list(target)) {
      return files
          .filter(f -> f.getFileName().toString().matches("heddle-race-[\\w.-]+\\.jar"))
          .findFirst()
          .orElse(null);
    }
  }

  /** The process that runs this subject under its race detector. */
  ProcessBuilder raceProcess(Subject subject, List<String> arguments) throws IOException {
    var process = process(subject, List.of("-javaagent:" + agent() + "=exitcode=0"), arguments);
    if (subject == Subject.GO) {
      process.command().set(0, folder.resolve(RACE_GO).toString());
    }
    return process;
  }

  private @Nullable String buildGo() throws IOException, InterruptedException {
    if (Versions.firstLine("go", "version").isEmpty()) {
      return "no go command on the path";
    }
    return buildGo("-race=false", PLAIN_GO) ? null : "go build failed";
  }

  private boolean buildGo(String flag, String to) throws IOException, InterruptedException {
    var build =
        new ProcessBuilder("go", "build", flag, "-o", folder.resolve(to).toString(), ".")
            .directory(folder.resolve("go").toFile())
            .inheritIO()
            .start();
    return build.waitFor() == 0;
  }

  /**
   * The process that runs this subject with the common heap limit; the extra flags are for the JVM.
   */
  ProcessBuilder process(Subject subject, List<String> extraFlags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (subject == Subject.GO) {
      command.add(folder.resolve(PLAIN_GO).toString());
      command.addAll(arguments);
      var process = new ProcessBuilder(command);
      process.environment().put("GOMEMLIMIT", GO_HEAP);
      return process;
    }
    boolean hello = arguments.getFirst().equals("hello");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + HEAP);
    command.addAll(subject.flags());
    command.addAll(extraFlags);
    command.addAll(List.of("-cp", classPath(subject)));
    command.add("io.heddle.bench." + subject.id() + (hello ? ".Hello" : ".Main"));
    command.addAll(hello ? List.of() : arguments);
    var process = new ProcessBuilder(command);
    process.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return process;
  }

  static String limits() {
    return "-Xmx" + HEAP + " for the JVM, GOMEMLIMIT=" + GO_HEAP + " for Go";
  }

  private String classPath(Subject subject) {
    List<Path> path = new ArrayList<>();
    path.add(folder.resolve(subject.id()).resolve("target/classes"));
    path.add(folder.resolve("harness/target/classes"));
    if (subject == Subject.HEDDLE) {
      path.add(folder.resolveSibling("core").resolve("target/classes"));
    }
    path.add(folder.resolve(subject.id()).resolve("target/lib/*"));
    return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
  }
}
