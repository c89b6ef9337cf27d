// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

/**
 * A clock that costs one memory read: {@link System#nanoTime} of some milliseconds ago. For "how
 * long has it been waiting" in dumps, never for deadlines.
 */
public final class CoarseClock {
  /*
   * Whoever looks at the real clock anyway (carriers that go idle or wake up, the watchdog's tick)
   * stores it here. A plain field: a stale value is as good as a slightly older one, and long
   * stores do not tear on the 64-bit machines that virtual threads exist on.
   */
  private static long now;

  private CoarseClock() {}

  public static long now() {
    return now;
  }

  /** The same in tenths of a second: 200 years fit into an int. */
  public static int deciseconds() {
    return (int) (now / 100_000_000);
  }

  public static void update(long nanos) {
    now = nanos;
  }
}
