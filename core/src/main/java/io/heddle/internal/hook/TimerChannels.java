// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import org.jspecify.annotations.Nullable;

/**
 * How the package {@code io.heddle.time} gets channels that only {@code io.heddle} can make:
 * channels are sealed there.
 */
public final class TimerChannels {
  private static volatile @Nullable Factory factory;

  private TimerChannels() {}

  /** What makes them; sets itself by {@link #madeBy} when its class is initialized. */
  public interface Factory {
    /** A {@code Channel<Instant>} that is also a {@link Control}. */
    Control make(long when, long period);
  }

  /** The side of a timer that its owner has. */
  public interface Control {
    /** True if it prevented a value that nobody had received. Afterwards none can be received. */
    boolean stop();

    /**
     * The next value is due at {@code when}, and the ones after it each {@code period} later.
     *
     * @param period nanoseconds; 0: there is only one value
     * @return as {@link #stop}
     */
    boolean reset(long when, long period);
  }

  public static void madeBy(Factory f) {
    factory = f;
  }

  public static Control make(long when, long period) {
    var f = factory;
    return f != null ? f.make(when, period) : initialized().make(when, period);
  }

  private static Factory initialized() {
    try {
      // By name: what is internal does not refer to what is public.
      Class.forName("io.heddle.TimerChannel", true, TimerChannels.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    var f = factory;
    if (f == null) {
      throw new IllegalStateException("nobody makes timer channels");
    }
    return f;
  }
}
