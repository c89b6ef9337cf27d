// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.lang.constant.ConstantDescs;

/**
 * What the code that {@link FaultyLibrary} has rewritten calls before each allocation: the n-th one
 * of a thread fails. Loaded once, outside of that copy.
 */
public final class Fault {
  private static final ThreadLocal<int[]> LEFT = new ThreadLocal<>();

  private Fault() {}

  /** From now on the calling thread's n-th allocation fails, the first being 0. */
  public static void arm(int n) {
    LEFT.set(new int[] {n});
  }

  public static void disarm() {
    LEFT.remove();
  }

  /** Called by rewritten code. */
  public static void pass() {
    var left = LEFT.get();
    if (left != null && left[0]-- == 0) {
      if (isInInitializer()) {
        left[0] = 0; // the next one
      } else {
        throw new OutOfMemoryError("of the soak");
      }
    }
  }

  /** A class whose initializer has failed cannot be used any more: that is the JVM's rule. */
  private static boolean isInInitializer() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames.anyMatch(f -> f.getMethodName().equals(ConstantDescs.CLASS_INIT_NAME)));
  }
}
