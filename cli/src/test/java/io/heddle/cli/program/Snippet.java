// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Compiles pieces of Java for a test and loads them. */
final class Snippet {
  private Snippet() {}

  /** The class files of one source file. */
  static Map<String, byte[]> compile(Path folder, String fileName, String text) {
    try {
      Path file = folder.resolve(fileName);
      Files.writeString(file, text);
      return new Compilation(List.of(ClassPath.homeOf(Task.class))).file(file).classes();
    } catch (IOException | UserError e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** A loader of these classes, each changed by a function first. */
  static ClassLoader loader(Map<String, byte[]> classes, UnaryOperator<byte[]> change) {
    return new ClassLoader(Snippet.class.getClassLoader()) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte @Nullable [] found = classes.get(name);
        if (found == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = change.apply(found);
        return defineClass(name, bytes, 0, bytes.length);
      }
    };
  }
}
