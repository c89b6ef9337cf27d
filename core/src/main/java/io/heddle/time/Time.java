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
 * Waiting for time to pass: the functions of Go's {@code time} package that do.
 *
 * <p>No thread and no goroutine belongs to a timer. Durations of zero or less are over at once;
 * those beyond 292 years are for ever.
 */
public final class Time {
  private static final Clock CLOCK = new CallersClock(ZoneOffset.UTC);

  private Time() {}

  /**
   * Waits at least that long; zero or less returns at once. Blocks the calling goroutine alone.
   * Go's {@code time.Sleep}.
   *
   * @param d how long
   * @throws InterruptedException if interrupted before or while it waits
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
   * The time: of the bubble in a bubble, else of the machine. Go's {@code time.Now}.
   *
   * @return an instant of the clock that the caller's timers follow
   */
  public static Instant now() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.LOOK, CLOCK);
    }
    return TimeSource.wallTime();
  }

  /**
   * How much time has passed since {@code then}: Go's {@code time.Since}.
   *
   * @param then an earlier {@link #now}
   * @return the difference to {@link #now}, negative if {@code then} is later
   */
  public static Duration since(Instant then) {
    return Duration.between(then, now());
  }

  /**
   * A clock that shows, to whoever asks, what {@link #now} does; in UTC.
   *
   * @return the same clock each time
   */
  public static Clock clock() {
    return CLOCK;
  }

  /**
   * A channel that gives one value once {@code d} has passed. Go's {@code time.After}.
   *
   * @param d how long
   * @return a channel that gives the instant at which it was due, once
   */
  public static ReceiveChannel<Instant> after(Duration d) {
    return new Timer(d).channel();
  }

  /**
   * Runs {@code f} in a goroutine of its own once {@code d} has passed. Go's {@code
   * time.AfterFunc}.
   *
   * @param d how long
   * @param f what to run
   * @return what can stop it, or have it run again
   */
  public static Timer afterFunc(Duration d, Task f) {
    return new Timer(d, f);
  }

  /**
   * The channel of a {@link Ticker}; {@code Channel.never()} for a period of zero or less. Go's
   * {@code time.Tick}.
   *
   * @param period from one tick to the next
   * @return a channel that is never closed
   */
  public static ReceiveChannel<Instant> tick(Duration period) {
    Objects.requireNonNull(period, "period");
    return period.isPositive() ? new Ticker(period).channel() : Channel.never();
  }
}
