// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Says in one line that two versions of Heddle are on one class path. */
public final class Copies {
  /*
   * A class loader takes each class from the first copy that has it, so two versions make a mixture that fails
   * late, in words that name neither. Looked for once, when goroutines are first asked for. A class path of one
   * element, as that of a program that `heddle build` has packed, is not looked at: start counts there. Of
   * others each jar is opened, which takes a fifth of a millisecond.
   *
   * Two copies of the same version do no harm, and are usual: that of the command, and that of the project that
   * it runs. Files are looked at, not what a class loader finds: under the command they are not on its path.
   */
  private static final String CLASS = "io/heddle/Go.class";
  private static final String PROPERTIES = "META-INF/maven/io.heddle/heddle/pom.properties";
  private static final String UNKNOWN = "of an unknown version";

  private static boolean isLookedFor;

  private Copies() {}

  /** Looks at a class path, unless one has been looked at. */
  public static void look(String classPath) {
    var files = new ArrayList<File>();
    for (String element : classPath.split(File.pathSeparator, -1)) {
      files.add(new File(element.isEmpty() ? "." : element));
    }
    lookAmong(files);
  }

  /** Looks at the elements of a class path, unless one has been looked at. */
  public static void look(List<Path> elements) {
    var files = new ArrayList<File>();
    for (Path element : elements) {
      files.add(element.toFile());
    }
    lookAmong(files);
  }

  private static void lookAmong(List<File> files) {
    if (isLookedFor) {
      return;
    }
    isLookedFor = true;
    File own = own();
    String version = null;
    for (File file : files) {
      String other = own == null ? null : version(file);
      if (own == null || other == null || isSame(own, file)) {
        continue;
      }
      version = version == null ? version(own) : version;
      if (!other.equals(version)) {
        System.err.println(
            "heddle: two versions of Heddle are on the class path, and may be mixed: %s (%s), and %s (%s); leave one out"
                .formatted(own, version, file, other));
        return;
      }
    }
  }

  private static @Nullable File own() {
    try {
      var source = Copies.class.getProtectionDomain().getCodeSource();
      return source == null ? null : Path.of(source.getLocation().toURI()).toFile();
    } catch (URISyntaxException | RuntimeException e) {
      return null; // no file: a module of the runtime, or in a jar of jars
    }
  }

  private static boolean isSame(File a, File b) {
    try {
      return a.getCanonicalFile().equals(b.getCanonicalFile());
    } catch (IOException e) {
      return false;
    }
  }

  /** Which Heddle is in a jar or folder; null if none is. */
  private static @Nullable String version(File file) {
    if (file.isDirectory()) {
      return new File(file, CLASS).exists() ? UNKNOWN : null;
    }
    try (var zip = new ZipFile(file)) {
      if (zip.getEntry(CLASS) == null) {
        return null;
      }
      var entry = zip.getEntry(PROPERTIES);
      if (entry == null) {
        return UNKNOWN;
      }
      try (InputStream in = zip.getInputStream(entry)) {
        var properties = new Properties();
        properties.load(in);
        return properties.getProperty("version", UNKNOWN);
      }
    } catch (IOException | RuntimeException e) {
      return null; // what cannot be read holds no classes
    }
  }
}
