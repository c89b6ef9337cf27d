// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** The end of a run: how many races there were, and the status that says so. */
final class Ending {
  private static boolean isTold;

  private Ending() {}

  /** The status to end with instead of this one. */
  static int status(int status) {
    int millis = Options.current().atExitSleepMillis();
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        // it ends anyway
      }
    }
    return tell() > 0 ? Options.current().exitCode() : status;
  }

  static synchronized int tell() {
    int found = Reports.count();
    if (found > 0 && !isTold) {
      isTold = true;
      Reports.say("Found " + found + " data race(s)");
    }
    return found;
  }
}
