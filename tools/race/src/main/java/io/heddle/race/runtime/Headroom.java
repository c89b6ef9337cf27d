// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.ref.WeakReference;

/** Whether the heap has room for shadows. */
final class Headroom {
  /*
   * Where there is none, it is the program's own allocation that fails, as likely as one of the detector. So
   * the detector gives up before: when several collections in a row have left next to nothing free. A
   * weak reference to an object that nothing else refers to says that there was a collection.
   * Plain fields: two threads that meet here count a collection twice at worst.
   * Checked by: BadInputTest.
   */
  private static final int COLLECTIONS = 4;
  private static final int SHARE = 12;

  private static WeakReference<Object> canary = new WeakReference<>(new Object());
  private static int tight;

  private Headroom() {}

  /** A shadow is about to be made. */
  static void look() {
    if (canary.refersTo(null)) {
      canary = new WeakReference<>(new Object());
      collected();
    }
  }

  private static void collected() {
    var heap = Runtime.getRuntime();
    long free = heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
    tight = free < heap.maxMemory() / SHARE ? tight + 1 : 0;
    if (tight >= COLLECTIONS) {
      Detector.stop(Detector.NO_MEMORY);
    }
  }
}
