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

  private @Nullable String buildGo() throws IOException, InterruptedException {
    if (Versions.firstLine("go", "version").isEmpty()) {
      return "no go command on the path";
    }
    var build =
        new ProcessBuilder("go", "build", "-o", "target/subject", ".")
            .directory(folder.resolve("go").toFile())
            .inheritIO()
            .start();
    return build.waitFor() == 0 ? null : "go build failed";
  }

  /**
   * The process that runs this subject with the common heap limit; the extra flags are for the JVM.
   */
  ProcessBuilder process(Subject subject, List<String> extraFlags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (subject == Subject.GO) {
      command.add(folder.resolve("go/target/subject").toString());
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
