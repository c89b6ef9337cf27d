// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** Whether races are looked for. */
final class Detector {
  private static volatile boolean isOff;

  private Detector() {}

  static boolean isOff() {
    return isOff;
  }

  /** From now on nothing is reported; the program goes on. */
  static void stop(String why) {
    if (!isOff) {
      isOff = true;
      SideTable.clear();
      Reports.say("heddle: the race detector has stopped watching: " + why);
    }
  }
}
