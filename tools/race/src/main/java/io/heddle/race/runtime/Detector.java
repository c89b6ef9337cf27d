// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whether races are looked for. */
final class Detector {
  /*
   * Who stops for want of memory may have none: clearing takes none, the message is made from a reserve, and if
   * even that is taken by others it goes out as the bytes that were prepared.
   */
  static final String NO_MEMORY = "there is no memory left";

  private static final String STOPPED = "heddle: the race detector has stopped watching: ";
  private static final byte[] PREPARED =
      (STOPPED + NO_MEMORY + "\n").getBytes(StandardCharsets.UTF_8);
  private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

  private static volatile boolean isOff;

  @SuppressWarnings("unused") // let go when memory is needed
  private static byte[] reserve = new byte[1 << 17];

  private Detector() {}

  static boolean isOff() {
    return isOff;
  }

  /** From now on nothing is reported; the program goes on. */
  static void stop(String why) {
    synchronized (STDERR) {
      if (isOff) {
        return;
      }
      isOff = true;
    }
    SideTable.clear();
    reserve = null;
    try {
      Reports.say(STOPPED + why);
    } catch (OutOfMemoryError e) {
      try {
        STDERR.write(PREPARED);
      } catch (IOException unheard) {
        // nobody listens
      }
    }
  }
}
