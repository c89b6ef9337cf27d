// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

/** Work for a processor: a xorshift generator, each step of which depends on the one before. */
public final class Spin {
  @SuppressWarnings("UnusedVariable") // written, so that the result is needed
  private static volatile long kept;

  public static long spin(long seed, int steps) {
    long x = seed;
    for (int i = 0; i < steps; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /** Keeps a result, so that its computation is not optimized away. */
  public static void keep(long result) {
    kept = result;
  }

  private Spin() {}
}
