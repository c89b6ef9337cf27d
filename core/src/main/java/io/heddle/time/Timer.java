// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.Task;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.TimerChannels;
import io.heddle.internal.hook.TimerChannels.Control;
import io.heddle.internal.sched.BubbleScheduler;
import java.time.Duration;
import java.time.Instant;

/**
 * A single event in the future: Go's {@code time.Timer}, with the semantics of Go 1.23.
 *
 * <p>Its channel delivers one value, the instant at which the timer was due. After {@link #stop} or
 * {@link #reset} has returned, no earlier value can be received. The channel's length and capacity
 * are 0. A timer that is unreachable need not be stopped.
 *
 * <p>The creation, or the last {@link #reset}, happens-before the receive of the value and the
 * start of the function.
 */
public final class Timer {
  private final ReceiveChannel<Instant> channel;
  private final Control control;

  /**
   * Makes a timer that is due after {@code d}; with zero or less, at once. Go's {@code
   * time.NewTimer}.
   *
   * @param d the time from now
   */
  public Timer(Duration d) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, null);
    }
    control = TimerChannels.make(Due.after(d), 0);
    channel = channelOf(control);
  }

  /** One that runs a function instead, see {@link Time#afterFunc}. */
  Timer(Duration d, Task f) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, null);
    }
    var function = new FunctionTimer(f);
    control = function;
    channel = Channel.never();
    function.reset(Due.after(d), 0);
  }

  /** The channel of a timer or ticker, as its users may have it. */
  @SuppressWarnings("unchecked") // what TimerChannels makes is one
  static ReceiveChannel<Instant> channelOf(Control control) {
    return ((Channel<Instant>) control).receiveOnly();
  }

  /**
   * Returns the channel on which the value is delivered; {@code Channel.never()} if the timer was
   * made by {@link Time#afterFunc}. Go's {@code t.C}.
   *
   * @return the same channel each time
   */
  public ReceiveChannel<Instant> channel() {
    return channel;
  }

  /**
   * Prevents the timer from firing. Does not wait for a function that is already running. Go's
   * {@code t.Stop}.
   *
   * @return true if the call prevented the value from being received, or the function from starting
   */
  public boolean stop() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, control);
    }
    return control.stop();
  }

  /**
   * Changes the timer to be due after {@code d} from now, whether it was stopped, has fired, or
   * neither. Go's {@code t.Reset}.
   *
   * @param d the time from now
   * @return the same as {@link #stop}
   */
  public boolean reset(Duration d) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, control);
    }
    return control.reset(Due.after(d), 0);
  }
}
