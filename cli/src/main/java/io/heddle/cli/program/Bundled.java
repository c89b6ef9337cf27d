// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The libraries that come with the command for its programs, behind those that they bring
 * themselves: Heddle's integrations, and what these need.
 */
final class Bundled {
  /*
   * A folder beside the command's own jar. Nothing is opened at a start: a loader takes them in when it is
   * asked for something in one of their packages, and javac reads their tables of contents only to compile.
   * A loader that had them from the beginning would open them all for the first resource that nobody has,
   * such as the list of a service.
   * Checked by: BundledTest
   */
  private static final String[] USED = {
    "io/heddle/nats", "io/heddle/inspect", "io/nats/", "tools/jackson/"
  };

  /** What they need themselves, beside those. */
  private static final String[] NEEDED = {"com/fasterxml/jackson/annotation/", "org/bouncycastle/"};

  private static final String SERVICES = "META-INF/services/";

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
    String[] names = folder.toFile().list();
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    var jars = new ArrayList<Path>();
    for (String name : names) {
      if (name.endsWith(".jar")) {
        jars.add(folder.resolve(name));
      }
    }
    return List.copyOf(jars);
  }

  /** Those of the program itself, then these. */
  static List<Path> after(List<Path> own) {
    var all = new ArrayList<>(own);
    all.addAll(libraries());
    return all;
  }

  /**
   * True if one of them may have it.
   *
   * @param resource a class file, another resource, or the list of a service
   */
  static boolean mayHave(String resource) {
    var name =
        resource.startsWith(SERVICES)
            ? resource.substring(SERVICES.length()).replace('.', '/')
            : resource;
    return beginsWithOne(name, USED) || beginsWithOne(name, NEEDED);
  }

  private static boolean beginsWithOne(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
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
