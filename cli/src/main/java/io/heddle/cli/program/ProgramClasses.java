// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.net.URL;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled classes of a program, ready to be loaded: from the cache, or just compiled. */
interface ProgramClasses {

  /** The class file of a class by its binary name, null if the program has no such class. */
  byte @Nullable [] classFile(String name);

  /** All of them by binary name. */
  Map<String, byte[]> classFiles();

  /** Where the class file can be read as a resource, null if there is none. */
  @Nullable URL resource(String path);

  /** The classes that can be started, the preferred one of a single file first. */
  List<String> mains();

  /** No classes: a jar or a compiled class brings its own. */
  ProgramClasses NONE = new InMemory(Map.of(), List.of());

  /** Classes that could not be stored, or not yet. */
  record InMemory(Map<String, byte[]> classFiles, List<String> mains) implements ProgramClasses {
    @Override
    public byte @Nullable [] classFile(String name) {
      return classFiles.get(name);
    }

    @Override
    public @Nullable URL resource(String path) {
      return null;
    }
  }
}
