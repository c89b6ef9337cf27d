// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.Task;
import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * Functions that wait for time to pass, and read the clock: those of Go's {@code time} package.
 *
 * <p>Timers need no thread and no goroutine of their own. A duration of zero or less has passed at
 * once; one of more than 292 years never passes.
 */
public final class Time {
  private static final Clock CLOCK = new CallersClock(ZoneOffset.UTC);

  private Time() {}

  /**
   * Waits for at least the duration; with zero or less it returns at once. Only the calling
   * goroutine is blocked. Go's {@code time.Sleep}.
   *
   * @param d the duration
   * @throws InterruptedException if interrupted before or during the wait
   */
  public static void sleep(Duration d) throws InterruptedException {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.SLEEP, null);
    }
    long nanos = Durations.nanos(d);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (nanos == 0) {
      return;
    }
    StackReserve.touch();
    var w = new Waiter(WaitReason.SLEEP, null);
    Parker.park(w, Due.afterNanos(nanos)).raise();
  }

  /**
   * Returns the current time: in a bubble of the test kit its virtual time, otherwise the time of
   * the system clock. Go's {@code time.Now}.
   *
   * @return the time of the clock that the caller's timers follow
   */
  public static Instant now() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.LOOK, CLOCK);
    }
    return TimeSource.wallTime();
  }

  /**
   * Returns the time that has passed since {@code then}: Go's {@code time.Since}.
   *
   * @param then an earlier result of {@link #now}
   * @return the difference to {@link #now}; negative if {@code then} is later
   */
  public static Duration since(Instant then) {
    return Duration.between(then, now());
  }

  /**
   * Returns a clock, in UTC, that shows the caller's {@link #now}. Go has no counterpart.
   *
   * @return the same clock each time
   */
  public static Clock clock() {
    return CLOCK;
  }

  /**
   * Returns a channel that delivers one value when {@code d} has passed. Go's {@code time.After}.
   *
   * @param d the duration
   * @return a channel that delivers the instant at which the value was due, once
   */
  public static ReceiveChannel<Instant> after(Duration d) {
    return new Timer(d).channel();
  }

  /**
   * Runs {@code f} in a goroutine of its own when {@code d} has passed. Go's {@code
   * time.AfterFunc}.
   *
   * @param d the duration
   * @param f the function to run
   * @return a timer that can stop the function or let it run again
   */
  public static Timer afterFunc(Duration d, Task f) {
    return new Timer(d, f);
  }

  /**
   * Returns the channel of a new {@link Ticker}, or {@code Channel.never()} if the period is zero
   * or less. Go's {@code time.Tick}.
   *
   * @param period the time from one tick to the next
   * @return a channel that is never closed
   */
  public static ReceiveChannel<Instant> tick(Duration period) {
    Objects.requireNonNull(period, "period");
    return period.isPositive() ? new Ticker(period).channel() : Channel.never();
  }
}
