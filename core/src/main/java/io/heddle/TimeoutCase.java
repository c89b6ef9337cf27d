// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A case that is chosen when a select has waited for a time, which starts again at every select.
 */
public final class TimeoutCase extends SelectCase {
  private long nanos;

  TimeoutCase(Duration duration) {
    nanos = Durations.nanos(duration);
  }

  /**
   * Changes the duration. If it is zero or less, the case is chosen without waiting if no other
   * case is ready.
   *
   * @param duration the time from the call of {@link Selector#select}
   */
  public void duration(Duration duration) {
    requireChangeable();
    nanos = Durations.nanos(duration);
  }

  /** Nanoseconds, 0 and {@link TimeSource#NEVER} included. */
  long nanos() {
    return nanos;
  }

  @Override
  @Nullable ChannelCore<?> core() {
    return null;
  }

  @Override
  boolean isReady() {
    return false;
  }

  @Override
  boolean attempt() {
    return false;
  }

  @Override
  void enqueue(Waiter w) {
    throw new IllegalStateException("a timeout stands in no queue");
  }

  @Override
  void dequeue(Waiter w) {}

  @Override
  void won(Waiter w) {}
}
