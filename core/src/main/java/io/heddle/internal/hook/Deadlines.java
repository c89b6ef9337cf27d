// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.timer.TimeSource;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How {@code io.heddle.sync} learns from the exception of an expired context how old its deadline
 * is, which is nobody else's concern.
 */
public final class Deadlines {
  private static volatile @Nullable ToLongFunction<Throwable> setAt;

  private Deadlines() {}

  /** Called by what makes those exceptions, when its class is initialized. */
  public static void toldBy(ToLongFunction<Throwable> f) {
    setAt = f;
  }

  /**
   * When the deadline was set that the exception tells of, by {@link TimeSource}; {@link
   * TimeSource#NEVER} if it tells of none.
   */
  public static long setAt(Throwable thrown) {
    var f = setAt;
    return f == null ? TimeSource.NEVER : f.applyAsLong(thrown);
  }
}
