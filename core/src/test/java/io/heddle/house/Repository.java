// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
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
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // What is being built comes and goes meanwhile.
            return isBuilt(ROOT.relativize(folder))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(found);
    return found;
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
