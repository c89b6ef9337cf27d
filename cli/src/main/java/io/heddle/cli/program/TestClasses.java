// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.internal.program.CommandProgram;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Classes that may hold tests, loaded as the classes of a program are.
 *
 * @param loader loads them, and sees JUnit, AssertJ and the test kit
 * @param names binary names
 */
public record TestClasses(ClassLoader loader, List<String> names) {
  /** What the tests see of the command, beside Heddle: it is on the class path for them. */
  private static final Set<String> LIBRARIES =
      Set.of("org.junit.", "org.opentest4j.", "org.apiguardian.", "org.assertj.", "net.bytebuddy.");

  private static final String[] COMPILED_WITH = {
    "org.junit.jupiter.api.Test",
    "org.junit.jupiter.params.ParameterizedTest",
    "org.junit.platform.commons.JUnitException",
    "org.opentest4j.AssertionFailedError",
    "org.apiguardian.api.API",
    "org.assertj.core.api.Assertions"
  };

  /** Compiles if need be. */
  public static TestClasses of(String text, List<Path> libraries) throws UserError {
    var classPath = new ArrayList<>(libraries);
    for (var name : COMPILED_WITH) {
      try {
        classPath.add(ClassPath.homeOf(Class.forName(name)));
      } catch (ClassNotFoundException e) {
        // a test that needs it says so
      }
    }
    var request = new RunRequest(text, List.of(), null, classPath);
    return switch (Target.of(text)) {
      case Target.SourceFile file -> {
        var program = new SourcePrograms(request).testFile(file.file());
        var name = String.valueOf(file.file().getFileName());
        yield of(program, namesIn(program.classes().classFiles(), name));
      }
      case Target.SourceFolder folder -> {
        var program = new SourcePrograms(request).testFolder(folder.folder());
        yield of(program, List.copyOf(program.classes().classFiles().keySet()));
      }
      case Target.Jar jar -> {
        classPath.addFirst(jar.file());
        yield of(
            new Program("", ProgramClasses.NONE, classPath, jar.file(), null), namesIn(jar.file()));
      }
      case Target.ClassName c ->
          throw UserError.of("no such file or folder: " + text + ", check the path");
    };
  }

  private static TestClasses of(Program program, List<String> names) {
    var loader = new ProgramLoader(program, new CoreLoader(LIBRARIES));
    System.setProperty("java.class.path", ClassPath.text(Bundled.after(program.classPath())));
    Thread.currentThread().setContextClassLoader(loader);
    CommandProgram.loadedBy(loader);
    return new TestClasses(loader, names);
  }

  /** Those that were compiled from this source. */
  private static List<String> namesIn(Map<String, byte[]> classFiles, String source) {
    var names = new ArrayList<String>();
    new TreeMap<>(classFiles)
        .forEach((name, file) ->
            ClassFile.of()
                .parse(file)
                .findAttribute(Attributes.sourceFile())
                .filter(s -> s.sourceFile().equalsString(source))
                .ifPresent(s -> names.add(name)));
    return names;
  }

  private static List<String> namesIn(Path jar) throws UserError {
    try (var zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(
              n -> n.endsWith(".class") && !n.startsWith("META-INF/") && !n.endsWith("-info.class"))
          .map(n -> n.substring(0, n.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw UserError.of(jar + " is not a jar that can be read: " + e.getMessage());
    }
  }
}
