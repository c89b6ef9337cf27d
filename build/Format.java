// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Runs google-java-format over every Java source of the repository, in one process. The pom beside
 * this file starts it in {@code verify}.
 *
 * <p>{@code check} names the sources that differ, on standard error and in the findings file, whose
 * existence then fails the build; {@code apply} rewrites them; {@code skip} does nothing.
 */
class Format {
  public static void main(String[] args) throws IOException {
    var mode = args[0];
    var root = Path.of(args[1]).normalize();
    var findings = Path.of(args[2]);
    Files.deleteIfExists(findings);
    if (mode.equals("skip")) {
      return;
    }
    var command = new ArrayList<>(List.of(mode.equals("apply") ? "--replace" : "--dry-run"));
    command.addAll(sources(root));
    var out = new StringWriter();
    var err = new StringWriter();
    var formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    var status =
        formatter.run(
            new PrintWriter(out, true), new PrintWriter(err, true), command.toArray(String[]::new));
    var unformatted = out + err.toString();
    if (status != 0 || !unformatted.isEmpty()) {
      System.err.print(unformatted);
      Files.createDirectories(findings.getParent());
      Files.writeString(findings, unformatted);
    }
  }

  private static List<String> sources(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> isSource(root.relativize(file)))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static boolean isSource(Path file) {
    for (var part : file) {
      if (part.toString().equals("target") || part.toString().startsWith(".")) {
        return false;
      }
    }
    return file.toString().endsWith(".java");
  }
}
