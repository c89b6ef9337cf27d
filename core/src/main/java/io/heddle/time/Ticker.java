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
 * Something that happens again and again: Go's {@code time.Ticker}.
 *
 * <p>Its channel gives the instants at which ticks were due. The ticks keep their grid; a reader
 * that comes late gets one of those it missed and then the next to come. After {@link #stop} or
 * {@link #reset} has returned, no tick of before can be received. A ticker that is no longer
 * referred to, and that nobody waits for, need not be stopped.
 */
public final class Ticker implements AutoCloseable {
  private final Control control;
  private final ReceiveChannel<Instant> channel;

  /**
   * One that ticks after each {@code period}. Go's {@code time.NewTicker}.
   *
   * @param period from one tick to the next
   * @throws IllegalArgumentException "non-positive interval for NewTicker"
   */
  public Ticker(Duration period) {
    long nanos = positive(period, "non-positive interval for NewTicker");
    control = TimerChannels.make(Due.afterNanos(nanos), nanos);
    channel = Timer.channelOf(control);
  }

  /**
   * Where the ticks are received. It is never closed. Go's {@code t.C}.
   *
   * @return the same channel each time
   */
  public ReceiveChannel<Instant> channel() {
    return channel;
  }

  /** No more ticks; {@link #reset} starts it again. */
  public void stop() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, control);
    }
    control.stop();
  }

  /**
   * The next tick comes after {@code period} from now.
   *
   * @param period from one tick to the next
   * @throws IllegalArgumentException "non-positive interval for Ticker.Reset"; it goes on as before
   */
  public void reset(Duration period) {
    long nanos = positive(period, "non-positive interval for Ticker.Reset");
    control.reset(Due.afterNanos(nanos), nanos);
  }

  /** The same as {@link #stop}. */
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
