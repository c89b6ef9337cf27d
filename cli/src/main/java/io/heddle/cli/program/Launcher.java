// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.internal.program.CommandProgram;
import io.heddle.internal.program.Program;

/** How a program starts that {@code heddle build} has packed: as under {@code heddle run}. */
public final class Launcher {
  private Launcher() {}

  /** No lambda, whose class would be made at each start. */
  private record Main(MainMethod main, String[] args) implements Program.Body {
    @Override
    public void run() throws Throwable {
      main.run(args);
    }
  }

  /**
   * Runs the main of the class and ends the process with the program's status.
   *
   * @param hasTestKit whether the test kit has been packed, too
   * @param hasServices whether anything has been packed that goroutines inherit
   */
  public static void run(String mainClass, String[] args, boolean hasTestKit, boolean hasServices) {
    // Known when it was packed; to look for it would cost the start some milliseconds.
    if (System.getProperty("heddle.testkit") == null) {
      System.setProperty("heddle.testkit", String.valueOf(hasTestKit));
    }
    if (!hasServices) {
      CommandProgram.inheritsBy(null);
    }
    try {
      MainMethod main =
          MainMethod.of(Class.forName(mainClass, false, Launcher.class.getClassLoader()));
      CommandProgram.run(new Main(main, args));
    } catch (ClassNotFoundException | LinkageError | UserError e) {
      System.err.println("heddle: can't start " + mainClass + ": " + e);
      System.exit(UserError.FAILED);
    }
  }
}
