// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

/** How much is alive. */
public final class Heap {
  private static final int LOOKS = 4;

  private Heap() {}

  /** Bytes in use after collections. */
  public static long used() throws InterruptedException {
    return used(0);
  }

  /** As {@link #used()}, but does not look again once it is so little. */
  public static long used(long little) throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS && least > little; i++) {
      System.gc();
      Thread.sleep(10);
      var runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
