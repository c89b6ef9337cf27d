// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The libraries that come with the command for its programs, behind those that they bring
 * themselves: Heddle's integrations, and what these need.
 */
final class Bundled {
  /*
   * A folder beside the command's own jar. Nothing is opened at a start: a loader opens a jar when no
   * other has the class it looks for, and javac reads their tables of contents only to compile.
   */
  private static final String[] USED = {"io/heddle/nats", "io/nats/", "tools/jackson/"};

  private static @Nullable List<Path> libraries;

  private Bundled() {}

  /** All of them; none where the command was installed without. */
  static synchronized List<Path> libraries() {
    var all = libraries;
    if (all == null) {
      all = find(ClassPath.homeOf(Bundled.class).resolveSibling("bundled"));
      libraries = all;
    }
    return all;
  }

  private static List<Path> find(Path folder) {
    var jars = new ArrayList<Path>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      return List.of();
    }
    jars.sort(null);
    return List.copyOf(jars);
  }

  /** Those of the program itself, then these. */
  static List<Path> after(List<Path> own) {
    var all = new ArrayList<>(own);
    all.addAll(libraries());
    return all;
  }

  /** True if one of the classes names one of these libraries: then it must be shipped with them. */
  static boolean areUsedBy(Collection<byte[]> classFiles) {
    for (byte[] classFile : classFiles) {
      var text = new String(classFile, StandardCharsets.ISO_8859_1);
      for (String name : USED) {
        if (text.contains(name)) {
          return true;
        }
      }
    }
    return false;
  }
}
