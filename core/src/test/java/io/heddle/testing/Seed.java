// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.util.SplittableRandom;

/** Random numbers for a hammer: the seed is printed, and {@code -Dheddle.test.seed} sets it. */
public final class Seed {
  private Seed() {}

  public static SplittableRandom of(Object test) {
    return of(test.getClass());
  }

  public static SplittableRandom of(Class<?> test) {
    long seed = Long.getLong("heddle.test.seed", System.nanoTime());
    System.out.println(test.getSimpleName() + " seed " + seed);
    return new SplittableRandom(seed);
  }
}
