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

  /** Main, called by a class that was made when the program was packed. */
  private record Call(Program.Body main, Class<?> type) implements Program.Body {
    @Override
    public void run() throws Throwable {
      MainMethod.initialise(type);
      main.run();
    }
  }

  /**
   * Runs the main of the class and ends the process with the program's status.
   *
   * @param hasTestKit whether the test kit has been packed, too
   * @param hasServices whether anything has been packed that goroutines inherit
   */
  public static void run(String mainClass, String[] args, boolean hasTestKit, boolean hasServices) {
    settle(hasTestKit, hasServices);
    try {
      CommandProgram.run(new Main(MainMethod.of(find(mainClass)), args));
    } catch (ClassNotFoundException | LinkageError | UserError e) {
      refuse(mainClass, e);
    }
  }

  /**
   * The same, without reflection.
   *
   * @param main calls the class's main
   */
  public static void run(
      Program.Body main, String mainClass, boolean hasTestKit, boolean hasServices) {
    settle(hasTestKit, hasServices);
    try {
      CommandProgram.run(new Call(main, find(mainClass)));
    } catch (ClassNotFoundException | LinkageError e) {
      refuse(mainClass, e);
    }
  }

  /* Known when it was packed; to look for it would cost the start some milliseconds. */
  private static void settle(boolean hasTestKit, boolean hasServices) {
    if (System.getProperty("heddle.testkit") == null) {
      System.setProperty("heddle.testkit", String.valueOf(hasTestKit));
    }
    if (!hasServices) {
      CommandProgram.inheritsBy(null);
    }
  }

  private static Class<?> find(String mainClass) throws ClassNotFoundException {
    return Class.forName(mainClass, false, Launcher.class.getClassLoader());
  }

  private static void refuse(String mainClass, Throwable e) {
    System.err.println("heddle: can't start " + mainClass + ": " + e);
    System.exit(UserError.FAILED);
  }
}
