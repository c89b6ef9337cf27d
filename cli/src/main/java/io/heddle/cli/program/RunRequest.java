// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code heddle run} was asked to run.
 *
 * @param target the file, folder, jar or class as the user wrote it
 * @param args the program's arguments, untouched
 * @param mainClass the class given by {@code --main}
 * @param classPath the program's libraries, null when none were given
 */
public record RunRequest(
    String target, List<String> args, @Nullable String mainClass, @Nullable List<Path> classPath) {

  /** A run without options. */
  public static RunRequest of(String target, List<String> args) {
    return new RunRequest(target, args, null, null);
  }

  /** The program, compiled if need be. */
  Program prepare() throws UserError {
    for (Path library : libraries()) {
      // A folder may be missing, as java has it: build tools name those that would have the
      // resources.
      if (library.toString().endsWith(".jar") && !Files.exists(library)) {
        throw noLibrary(library);
      }
    }
    return Target.of(target).prepare(this);
  }

  static UserError noLibrary(Path library) {
    return UserError.of("no such library: " + library + ", check --class-path");
  }

  /** The libraries given, possibly none. */
  List<Path> libraries() {
    return classPath == null ? List.of() : classPath;
  }
}
