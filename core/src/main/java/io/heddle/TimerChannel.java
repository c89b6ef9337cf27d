// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.TimerChannels;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import java.time.Instant;

/**
 * What a timer or ticker is received from: a channel that has a value once an instant has passed.
 */
final class TimerChannel extends ChannelCore<Instant> implements TimerChannels.Control {
  /*
   * Lazy, as in Go 1.23: nobody sends. Whoever looks at the channel finds a value if it is due by
   * then; its time is the one at which it was due. Only while somebody waits is there an entry in
   * the timer heap. Hence a timer that nobody refers to is garbage, one that somebody waits for is
   * kept (by the heap: alarm → channel → waiter), nothing is ever stored that could be stale after
   * stop or reset, and a ticker with a slow reader has one tick for it, not a queue.
   *
   * Under the channel's lock: `active`, `due`, `period`. The lock of the timers is taken inside it.
   * Checked by: TimerTest, TickerTest, TimerGarbageTest
   */
  static {
    TimerChannels.madeBy(TimerChannel::new);
  }

  private final Alarm alarm = new Alarm();

  /** False once the only value was received, or after stop. */
  private boolean active = true;

  private long due;
  private long period;

  private TimerChannel(long due, long period) {
    this.due = due;
    this.period = period;
    if (Race.ON) {
      Race.release(this);
    }
  }

  @Override
  String kind() {
    return "timer channel";
  }

  @Override
  boolean hasRoom() {
    return false;
  }

  @Override
  void store(Instant value) {
    throw new IllegalStateException("nobody sends to a timer's channel");
  }

  @Override
  boolean hasValue() {
    return active && TimeSource.now() >= due;
  }

  @Override
  Instant take() {
    var value = head();
    advance(TimeSource.now());
    return value;
  }

  @Override
  Instant head() {
    return TimeSource.wallTime(due);
  }

  @Override
  int stored() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  /**
   * The value that was due has been received; a ticker keeps its grid, and skips what was missed.
   */
  private void advance(long now) {
    if (period == 0) {
      active = false;
    } else {
      due = TimeSource.saturatedSum(due, period * (1 + (now - due) / period));
    }
  }

  @Override
  void receiverCame() {
    if (active) {
      TimerService.get().arm(alarm, due);
    }
  }

  @Override
  void receiverLeft() {
    if (receivers.isEmpty()) {
      TimerService.get().cancel(alarm);
    }
  }

  @Override
  public boolean stop() {
    acquire();
    boolean prevented = active;
    active = false;
    TimerService.get().cancel(alarm);
    release();
    return prevented;
  }

  @Override
  public boolean reset(long when, long newPeriod) {
    if (Race.ON) {
      Race.release(this);
    }
    acquire();
    try {
      if (!receivers.isEmpty()) {
        TimerService.get().arm(alarm, when);
      }
      boolean prevented = active;
      active = true;
      due = when;
      period = newPeriod;
      return prevented;
    } finally {
      release();
    }
  }

  private void ring(long now) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.touch(this);
    }
    acquire();
    try {
      // Whoever waits first gets it; if all of them are selects that were decided elsewhere, it
      // stays.
      if (hasValue() && receivers.hasClaimable() && offer(head())) {
        advance(now);
      }
      if (active && !receivers.isEmpty()) {
        TimerService.get().arm(alarm, due);
      }
    } finally {
      releaseAndWake();
    }
  }

  /** Armed only while somebody waits. */
  private final class Alarm extends TimerTask {
    @Override
    protected void fire(long now) {
      ring(now);
    }
  }
}
