// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import org.jspecify.annotations.Nullable;

/**
 * What {@link FaultyCore} calls before each allocation: fails the n-th that one thread makes.
 * Loaded once, outside of the rewritten classes.
 */
public final class FaultPoint {
  private static volatile @Nullable Thread victim;
  private static int left;
  private static int passed;

  private FaultPoint() {}

  /** From now on the calling thread's n-th allocation fails, the first being 0. */
  public static void arm(int n) {
    left = n;
    passed = 0;
    victim = Thread.currentThread();
  }

  /** No more; returns how many allocations there were. */
  public static int disarm() {
    victim = null;
    return passed;
  }

  /** Called by rewritten code. */
  public static void pass() {
    if (victim == Thread.currentThread()) {
      passed++;
      if (left-- == 0) {
        throw new OutOfMemoryError("of the test");
      }
    }
  }
}
