// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.ReceiveChannel;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.TimerChannels;
import io.heddle.internal.hook.TimerChannels.Control;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Delivers ticks of a clock at intervals: Go's {@code time.Ticker}.
 *
 * <p>Its channel delivers the instants at which ticks were due. Ticks do not drift; a slow receiver
 * gets one of the ticks that it missed, and then the next one. After {@link #stop} or {@link
 * #reset} has returned, no earlier tick can be received. A ticker that is unreachable need not be
 * stopped.
 */
public final class Ticker implements AutoCloseable {
  private final Control control;
  private final ReceiveChannel<Instant> channel;

  /**
   * Makes a ticker that ticks after each {@code period}. Go's {@code time.NewTicker}.
   *
   * @param period the time from one tick to the next
   * @throws IllegalArgumentException "non-positive interval for NewTicker"
   */
  public Ticker(Duration period) {
    long nanos = positive(period, "non-positive interval for NewTicker");
    control = TimerChannels.make(Due.afterNanos(nanos), nanos);
    channel = Timer.channelOf(control);
  }

  /**
   * Returns the channel on which the ticks are delivered. It is never closed. Go's {@code t.C}.
   *
   * @return the same channel each time
   */
  public ReceiveChannel<Instant> channel() {
    return channel;
  }

  /** Turns the ticker off; {@link #reset} starts it again. Go's {@code t.Stop}. */
  public void stop() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, control);
    }
    control.stop();
  }

  /**
   * Changes the period and starts it now: the next tick comes after {@code period}. Go's {@code
   * t.Reset}.
   *
   * @param period the time from one tick to the next
   * @throws IllegalArgumentException "non-positive interval for Ticker.Reset"; the ticker is
   *     unchanged
   */
  public void reset(Duration period) {
    long nanos = positive(period, "non-positive interval for Ticker.Reset");
    control.reset(Due.afterNanos(nanos), nanos);
  }

  /** Does the same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  private static long positive(Duration period, String message) {
    Objects.requireNonNull(period, "period");
    if (!period.isPositive()) {
      throw new IllegalArgumentException(message);
    }
    return Durations.nanos(period);
  }
}
