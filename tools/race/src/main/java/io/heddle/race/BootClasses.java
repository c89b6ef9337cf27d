// SPDX-License-Identifier: Apache-2.0
package io.heddle.race;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import jdk.internal.misc.Unsafe;

/** Defines the detector's classes in the boot loader, where the JDK's own classes can call them. */
final class BootClasses {
  /*
   * One by one, and not by appending the jar to the boot class path: then the JVM would share no classes
   * of the program any more, and say so at every start.
   */
  private static final String SUFFIX = ".class";

  private BootClasses() {}

  static void define(File jar, Instrumentation jvm) throws IOException {
    jvm.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.misc", Set.of(BootClasses.class.getModule())),
        Map.of(),
        Set.of(),
        Map.of());
    List<byte[]> left = read(jar);
    while (!left.isEmpty()) {
      List<byte[]> later = new ArrayList<>();
      for (var file : left) {
        if (!isDefined(file)) {
          later.add(file); // its superclass was not there yet
        }
      }
      if (later.size() == left.size()) {
        throw new IOException("a class of the detector is missing in " + jar);
      }
      left = later;
    }
  }

  private static boolean isDefined(byte[] file) {
    try {
      Unsafe.getUnsafe().defineClass(null, file, 0, file.length, null, null);
      return true;
    } catch (NoClassDefFoundError e) {
      return false;
    }
  }

  private static List<byte[]> read(File jar) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (var in = new JarFile(jar)) {
      for (var entry : (Iterable<java.util.jar.JarEntry>) in.stream()::iterator) {
        var name = entry.getName();
        if (name.endsWith(SUFFIX) && name.startsWith("io/heddle/") && !isOfEntry(name)) {
          files.add(in.getInputStream(entry).readAllBytes());
        }
      }
    }
    return files;
  }

  /** These two packages' classes run before the others are there. */
  private static boolean isOfEntry(String name) {
    return name.equals("io/heddle/race/Premain.class")
        || name.equals("io/heddle/race/BootClasses.class");
  }
}
