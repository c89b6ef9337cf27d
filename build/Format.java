// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Runs google-java-format over every Java source of the repository, in one process. The pom beside
 * this file starts it in {@code verify}.
 *
 * <p>{@code check} names the sources that differ, on standard error and in the findings file, whose
 * existence then fails the build; {@code apply} rewrites them; {@code skip} does nothing. A source
 * that has not changed since all were well is left out, unless the pom has.
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
    var stamp = findings.resolveSibling("formatted");
    var started = FileTime.from(Instant.now());
    var changed = sources(root, lastWell(stamp, root.resolve("build/pom.xml")));
    if (changed.isEmpty()) {
      return;
    }
    var command = new ArrayList<>(List.of(mode.equals("apply") ? "--replace" : "--dry-run"));
    command.addAll(changed);
    var out = new StringWriter();
    var err = new StringWriter();
    var formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    var status =
        formatter.run(
            new PrintWriter(out, true), new PrintWriter(err, true), command.toArray(String[]::new));
    var unformatted = out + err.toString();
    Files.createDirectories(findings.getParent());
    if (status != 0 || !unformatted.isEmpty()) {
      System.err.print(unformatted);
      Files.writeString(findings, unformatted);
    } else {
      Files.writeString(stamp, "");
      Files.setLastModifiedTime(stamp, started);
    }
  }

  /** When all sources were known to be formatted; the beginning of time if never by this pom. */
  private static FileTime lastWell(Path stamp, Path pom) throws IOException {
    if (Files.exists(stamp)) {
      var well = Files.getLastModifiedTime(stamp);
      if (Files.getLastModifiedTime(pom).compareTo(well) < 0) {
        return well;
      }
    }
    return FileTime.fromMillis(0);
  }

  private static List<String> sources(Path root, FileTime since) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> isSource(root.relativize(file)) && isNewer(file, since))
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }

  private static boolean isNewer(Path file, FileTime since) {
    try {
      return Files.getLastModifiedTime(file).compareTo(since) >= 0;
    } catch (IOException e) {
      return true; // the formatter will say what is wrong with it
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
