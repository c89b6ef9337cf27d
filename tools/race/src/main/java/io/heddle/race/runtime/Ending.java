// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** The end of a run: how many races there were, and the status that says so. */
final class Ending {
  private static final int NAP_MILLIS = 10;

  private static boolean isTold;

  private Ending() {}

  /** The status to end with instead of this one. */
  static int status(int status) {
    await(Options.current().atExitSleepMillis());
    return tell() > 0 ? Options.current().exitCode() : status;
  }

  /** Others get some time for races that are still to come, as long as there are any. */
  private static void await(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    var mine = ThreadState.current();
    try {
      while (end - System.nanoTime() > 0 && Slots.hasOthers(mine)) {
        Thread.sleep(NAP_MILLIS);
      }
    } catch (InterruptedException e) {
      // it ends anyway
    }
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
