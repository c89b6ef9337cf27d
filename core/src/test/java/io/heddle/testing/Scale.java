// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

/**
 * How long the loops of stress tests are: {@code -Dheddle.test.scale=1} for every build, larger in
 * the profile {@code deep}; of that, {@code heddle.test.share} on this scheduler.
 */
public final class Scale {
  private static final double FACTOR =
      Double.parseDouble(System.getProperty("heddle.test.scale", "1"))
          * Double.parseDouble(System.getProperty("heddle.test.share", "1"));

  private Scale() {}

  /** {@code n} for every build; more, or less, by the factor. */
  public static int of(int n) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, n * FACTOR));
  }
}
