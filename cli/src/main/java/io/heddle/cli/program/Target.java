// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What a program is made of: the four things that {@code heddle run} takes. */
sealed interface Target {
  /*
   * A method of each kind, not a switch over them: the code that the JVM makes for such a switch
   * would cost each start some milliseconds.
   */

  /** Makes the program ready to be loaded, compiling it if need be. */
  Program prepare(RunRequest request) throws UserError;

  /** One source file; the sources that it refers to are found from its package's root. */
  record SourceFile(Path file) implements Target {
    @Override
    public Program prepare(RunRequest request) throws UserError {
      return new SourcePrograms(request).file(file);
    }
  }

  /**
   * All sources under a folder, or of a project with the layout of Maven and Gradle its program's.
   */
  record SourceFolder(Path folder) implements Target {
    @Override
    public Program prepare(RunRequest request) throws UserError {
      Path project = folder.resolve("src/main/java");
      return Files.isDirectory(project)
          ? new SourcePrograms(request).folder(project, folder.resolve("src/main/resources"))
          : new SourcePrograms(request).folder(folder, folder);
    }
  }

  /** An executable jar. */
  record Jar(Path file) implements Target {
    @Override
    public Program prepare(RunRequest request) throws UserError {
      return CompiledPrograms.jar(file, request);
    }
  }

  /** A compiled class, found on the class path. */
  record ClassName(String name) implements Target {
    @Override
    public Program prepare(RunRequest request) throws UserError {
      return CompiledPrograms.className(name, request);
    }
  }

  /** Not compiled where a file is run. */
  String CLASS_NAME =
      "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
          + "([.]\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*";

  /** Tells what the user means: what exists first, by its kind, then the name of a class. */
  static Target of(String text) throws UserError {
    Path path = path(text);
    if (Files.isDirectory(path)) {
      return new SourceFolder(path);
    }
    if (text.endsWith(".java")) {
      return new SourceFile(readable(path));
    }
    if (text.endsWith(".jar")) {
      return new Jar(readable(path));
    }
    if (text.endsWith(".class")) {
      throw UserError.of(
          "not " + text + ", a compiled class is run by its name: heddle run -cp FOLDER CLASS");
    }
    if (Files.exists(path)) {
      throw UserError.of(text + " is not a .java file, a folder or a jar, give one of these");
    }
    if (text.matches(CLASS_NAME)) {
      return new ClassName(text);
    }
    throw missing(text);
  }

  private static Path path(String text) throws UserError {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw missing("'" + text + "'");
  }

  private static Path readable(Path file) throws UserError {
    if (!Files.exists(file)) {
      throw missing(file.toString());
    }
    if (!Files.isReadable(file)) {
      throw UserError.of("can't read " + file + ", check its permissions");
    }
    return file;
  }

  private static UserError missing(String what) {
    return UserError.of("no such file or folder: " + what + ", check the path");
  }
}
