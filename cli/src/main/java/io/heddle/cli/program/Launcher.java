// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.internal.program.CommandProgram;

/** How a program starts that {@code heddle build} has packed: as under {@code heddle run}. */
public final class Launcher {
  private Launcher() {}

  /** Runs the main of the class and ends the process with the program's status. */
  public static void run(String mainClass, String[] args) {
    try {
      MainMethod main =
          MainMethod.of(Class.forName(mainClass, false, Launcher.class.getClassLoader()));
      CommandProgram.run(() -> main.run(args));
    } catch (ClassNotFoundException | LinkageError | UserError e) {
      System.err.println("heddle: can't start " + mainClass + ": " + e);
      System.exit(UserError.FAILED);
    }
  }
}
