// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.BubbleScheduler;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The clock of all waiting: nanoseconds since the library was loaded, monotonic, never negative, so
 * that deadlines compare with {@code <} and a sum that overflows is simply "never".
 *
 * <p>A seam: a test kit brings its own.
 */
public abstract class TimeSource {
  /** A deadline that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  /*
   * Instants that have passed are told by one pair of readings (Pair), so that of two of them the later
   * one is never told as the earlier: two pairs differ by the time between their two readings, 100 ns or
   * so, and by what the wall clock has been slewed. Where the wall clock has come to be ahead, a new pair
   * is taken; where it is a little behind, the old one stays, for that errs on the side of what a timer
   * promises, not to be early. A wall clock that was set back takes the instants with it.
   * Checked by: TimeSourceTest
   */

  /** Two clocks read within this time are taken to be read at once. */
  private static final long CLOCKS_APART = 20_000;

  /** How far ahead of the wall clock an instant may be told. */
  private static final Duration MOST_AHEAD = Duration.ofMillis(2);

  private static final long CHECK_EVERY = 100_000_000;

  private static volatile TimeSource current = new SystemTime();

  private volatile @Nullable Pair pair;

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
    var p = source.pair;
    if (p == null || source.nanos() - p.checked >= CHECK_EVERY) {
      p = source.check(p);
    }
    return p.wall.plusNanos(when - p.nanos);
  }

  /**
   * Both clocks at one instant.
   *
   * @param checked when it was last seen to be right
   */
  private record Pair(Instant wall, long nanos, long checked) {}

  /** Keeps the pair while it is right; of two threads one is heard. */
  private synchronized Pair check(@Nullable Pair seen) {
    var known = pair;
    if (known != null && known != seen) {
      return known;
    }
    var read = read();
    if (known != null) {
      var told = known.wall.plusNanos(read.nanos - known.nanos);
      if (!told.isBefore(read.wall) && told.isBefore(read.wall.plus(MOST_AHEAD))) {
        read = new Pair(known.wall, known.nanos, read.nanos);
      }
    }
    pair = read;
    return read;
  }

  private Pair read() {
    while (true) {
      long before = nanos();
      var wall = wall();
      if (nanos() - before < CLOCKS_APART) {
        return new Pair(wall, before, before); // never before the instant meant
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

  /** The clock in use. */
  public static TimeSource inUse() {
    return current;
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
