// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.SplittableRandom;

/** When the clock of a run jumps although somebody could go on: a few times at most. */
final class Jumps {
  static final int MOST = 3;
  private static final int ONE_IN = 8;

  /** Longer than that nobody is kept from running. */
  static final long FARTHEST = 60_000_000_000L;

  private final SplittableRandom random;
  private int left;

  Jumps(SplittableRandom random) {
    this.random = random;
    this.left = random.nextBoolean() ? random.nextInt(MOST) + 1 : 0;
  }

  boolean now() {
    if (left > 0 && random.nextInt(ONE_IN) == 0) {
      left--;
      return true;
    }
    return false;
  }
}
