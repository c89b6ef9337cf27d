// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of a program's classes is started: the one asked for, the only one, or {@code Main}. */
final class MainChoice {
  private static final String HOW = "write for example `void main() { … }`";

  private final Path target;
  private final ProgramClasses classes;

  MainChoice(Path target, ProgramClasses classes) {
    this.target = target;
    this.classes = classes;
  }

  /** Of a single file: its first class that can be started. */
  String ofFile(@Nullable String wanted) throws UserError {
    if (wanted != null) {
      return wanted(wanted);
    }
    if (mains().isEmpty()) {
      throw UserError.of("no class in " + target + " has a main method, " + HOW);
    }
    return mains().getFirst();
  }

  /** Of a folder: the only class that can be started, {@code Main} if there are several. */
  String ofFolder(@Nullable String wanted) throws UserError {
    if (wanted != null) {
      return wanted(wanted);
    }
    List<String> named = mains().stream().filter(name -> isCalled(name, "Main")).toList();
    if (named.size() == 1 || mains().size() == 1) {
      return (named.isEmpty() ? mains() : named).getFirst();
    }
    throw mains().isEmpty()
        ? UserError.of("no class in " + target + " has a main method, " + HOW)
        : UserError.of(
            "several classes in "
                + target
                + " have a main method, choose one with --main: "
                + list());
  }

  private String wanted(String wanted) throws UserError {
    if (classes.classFile(wanted) != null) {
      return wanted;
    }
    List<String> called = mains().stream().filter(name -> isCalled(name, wanted)).toList();
    if (called.size() == 1) {
      return called.getFirst();
    }
    String choice = mains().isEmpty() ? "no class with a main method" : list();
    throw UserError.of("no class " + wanted + " in " + target + ", there is: " + choice);
  }

  private static boolean isCalled(String name, String simpleName) {
    return name.equals(simpleName) || name.endsWith("." + simpleName);
  }

  private List<String> mains() {
    return classes.mains();
  }

  private String list() {
    return String.join(", ", mains());
  }
}
