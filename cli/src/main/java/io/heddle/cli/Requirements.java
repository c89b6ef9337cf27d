// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.testkit.engine.BubbleRun;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What commands need of the JVM that they run in, and refuse to go on without. */
final class Requirements {
  private Requirements() {}

  static ParameterException refused(CommandLine line, String why) {
    return new ParameterException(line, why);
  }

  /** The detector, if it is wanted. */
  static void raceDetector(CommandLine line, boolean isWanted) {
    if (isWanted && !Boolean.getBoolean("heddle.race")) {
      throw refused(
          line,
          "--race needs the race detector in the JVM, which the heddle script puts there, or"
              + " -javaagent:heddle-race.jar");
    }
  }

  /** A scheduler of our own. */
  static void bubbles(CommandLine line) {
    var why = BubbleRun.whyNot();
    if (why != null) {
      throw refused(line, "no bubble can be made: " + why);
    }
  }

  /** JUnit, which the script puts on the class path for tests alone. */
  static void junit(CommandLine line) {
    try {
      Class.forName("org.junit.jupiter.engine.JupiterTestEngine");
    } catch (ClassNotFoundException e) {
      throw refused(line, "JUnit is not on the class path, where the heddle script puts it");
    }
  }
}
