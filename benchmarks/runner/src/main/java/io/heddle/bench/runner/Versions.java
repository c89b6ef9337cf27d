// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Of what exactly the figures speak: the versions of all subjects, and Heddle's commit. */
final class Versions {
  static Map<String, String> facts(Home home) throws IOException, InterruptedException {
    var built = new Properties();
    try (var in = Versions.class.getResourceAsStream("versions.properties")) {
      built.load(in);
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Heddle", built.getProperty("heddle") + ", commit " + commit(home));
    facts.put("Go", firstLine("go", "version").replace("go version go", ""));
    facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put(
        "Kotlin",
        built.getProperty("kotlin") + ", kotlinx-coroutines " + built.getProperty("coroutines"));
    facts.put("Jox", built.getProperty("jox"));
    return facts;
  }

  private static String commit(Home home) throws InterruptedException {
    var folder = home.folder().toString();
    var commit = firstLine("git", "-C", folder, "rev-parse", "--short", "HEAD");
    var changes = firstLine("git", "-C", folder, "status", "--porcelain", "--untracked-files=no");
    return commit.isEmpty() ? "unknown" : commit + (changes.isEmpty() ? "" : " with local changes");
  }

  /** The first line that a command prints; empty if there is no such command or it fails. */
  static String firstLine(String... command) throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String line;
      try (var out = process.inputReader()) {
        line = out.lines().reduce((first, next) -> first).orElse("");
      }
      return process.waitFor() == 0 ? line : "";
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  private Versions() {}
}
