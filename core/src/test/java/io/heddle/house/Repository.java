// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the tests of the house find what they read. */
final class Repository {
  /** The folder of the module, which surefire names. */
  static final Path CORE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  static final Path ROOT = CORE.getParent();

  /** The compiled library. */
  static final Path CLASSES = CORE.resolve("target/classes");

  private Repository() {}

  /** Every Java source of the repository, of all modules. */
  static List<Path> sources() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !isBuilt(ROOT.relativize(file)))
          .sorted()
          .toList();
    }
  }

  private static boolean isBuilt(Path file) {
    for (var part : file) {
      if (part.toString().equals("target") || part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
