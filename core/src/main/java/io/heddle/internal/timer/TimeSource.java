// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.BubbleScheduler;
import java.time.Instant;

/**
 * The clock of all waiting: nanoseconds since the library was loaded, monotonic, never negative, so
 * that deadlines compare with {@code <} and a sum that overflows is simply "never".
 *
 * <p>A seam: a test kit brings its own.
 */
public abstract class TimeSource {
  /** A deadline that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Two clocks read within this time are taken to be read at once. */
  private static final long CLOCKS_APART = 20_000;

  private static volatile TimeSource current = new SystemTime();

  protected TimeSource() {}

  /** Nanoseconds by this clock. */
  protected abstract long nanos();

  /** What a wall clock shows at this instant. */
  protected Instant wall() {
    return Instant.now();
  }

  /** What a wall clock shows now. */
  public static Instant wallTime() {
    var b = BubbleScheduler.here();
    if (b != null) {
      return b.wall(b.nanos());
    }
    return current.wall();
  }

  /** What a wall clock shows, or has shown, at the instant {@code when} by this clock. */
  public static Instant wallTime(long when) {
    var b = BubbleScheduler.here();
    if (b != null) {
      return b.wall(when);
    }
    var source = current;
    while (true) {
      long before = source.nanos();
      var wall = source.wall();
      if (source.nanos() - before < CLOCKS_APART) {
        return wall.plusNanos(when - before); // never before the instant meant
      }
    }
  }

  /** Nanoseconds by the clock in use. */
  public static long now() {
    var b = BubbleScheduler.here();
    if (b != null) {
      return b.nanos();
    }
    return current.nanos();
  }

  /** The instant {@code nanos} from now, {@link #NEVER} if it is further away than can be said. */
  public static long after(long nanos) {
    return nanos == NEVER ? NEVER : saturatedSum(now(), Math.max(0, nanos));
  }

  /** {@code a + b} of two values that are not negative, {@link #NEVER} if that overflows. */
  public static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? NEVER : sum;
  }

  /** Puts another clock in place; for tests. */
  public static void use(TimeSource source) {
    current = source;
  }

  private static final class SystemTime extends TimeSource {
    private final long origin = System.nanoTime();

    @Override
    protected long nanos() {
      return System.nanoTime() - origin;
    }
  }
}
