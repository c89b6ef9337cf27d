// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.Task;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** Class paths as {@code java -cp} reads them, and where Heddle's own classes are. */
public final class ClassPath {
  private ClassPath() {}

  /** The elements of a class path; {@code dir/*} stands for the jars in it, nothing for ".". */
  public static List<Path> parse(String text) {
    var elements = new ArrayList<Path>();
    for (String element : text.split(File.pathSeparator, -1)) {
      if (element.equals("*") || element.endsWith("/*") || element.endsWith(File.separator + "*")) {
        elements.addAll(jarsIn(Path.of(element.substring(0, element.length() - 1))));
      } else {
        elements.add(Path.of(element.isEmpty() ? "." : element));
      }
    }
    return elements;
  }

  private static List<Path> jarsIn(Path folder) {
    var jars = new ArrayList<Path>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      return List.of(); // as java does: what is not there is not looked into
    }
    jars.sort(null);
    return jars;
  }

  /** The class path that the program sees, and by which it may start others: libraries and core. */
  public static String text(List<Path> libraries) {
    var text = new StringBuilder();
    for (Path library : libraries) {
      text.append(library).append(File.pathSeparatorChar);
    }
    return text.append(homeOf(Task.class)).toString();
  }

  /** The jar or folder that a class of ours was loaded from. */
  public static Path homeOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
