// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Programs that are compiled already: a jar with a Main-Class, a class on the class path. */
final class CompiledPrograms {
  private CompiledPrograms() {}

  static Program jar(Path jar, RunRequest request) throws UserError {
    String main = request.mainClass() == null ? mainClassOf(jar) : request.mainClass();
    var classPath = new ArrayList<Path>();
    classPath.add(jar);
    classPath.addAll(request.libraries());
    return new Program(main, ProgramClasses.NONE, classPath, jar, null);
  }

  private static String mainClassOf(Path jar) throws UserError {
    try (var file = new JarFile(jar.toFile())) {
      String main = mainClassOf(file.getManifest());
      if (main == null) {
        throw UserError.of(
            jar + " names no Main-Class in its manifest, name one with --main CLASS");
      }
      return main;
    } catch (IOException e) {
      throw UserError.of(jar + " is not a jar that can be read: " + e.getMessage());
    }
  }

  private static @Nullable String mainClassOf(@Nullable Manifest manifest) {
    String main = manifest == null ? null : manifest.getMainAttributes().getValue(Name.MAIN_CLASS);
    return main == null ? null : main.strip();
  }

  static Program className(String name, RunRequest request) throws UserError {
    if (request.mainClass() != null) {
      throw UserError.usage("a class was given to run, leave out --main");
    }
    List<Path> classPath =
        request.classPath() == null ? List.of(Path.of(".")) : request.classPath();
    return new Program(name, ProgramClasses.NONE, classPath, Path.of("."), null);
  }
}
