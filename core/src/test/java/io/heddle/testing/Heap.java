// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

/** How much is alive. */
public final class Heap {
  private Heap() {}

  /** Bytes in use after collections. */
  public static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(10);
      var runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
