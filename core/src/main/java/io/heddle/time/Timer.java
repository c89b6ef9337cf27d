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
 * One event in the future: Go's {@code time.Timer}, with the rules of Go 1.23.
 *
 * <p>Its channel gives one value, the instant at which it was due. After {@link #stop} or {@link
 * #reset} has returned, no value of before can be received. The channel's length and capacity are
 * 0. A timer that is no longer referred to, and that nobody waits for, need not be stopped.
 *
 * <p>The creation, or the last reset, happens-before the receive of the value and the start of the
 * function.
 */
public final class Timer {
  private final ReceiveChannel<Instant> channel;
  private final Control control;

  /**
   * One that is due after {@code d}; zero or less: at once. Go's {@code time.NewTimer}.
   *
   * @param d how long
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
   * Where its value is received; {@code Channel.never()} for that of {@link Time#afterFunc}. Go's
   * {@code t.C}.
   *
   * @return the same channel each time
   */
  public ReceiveChannel<Instant> channel() {
    return channel;
  }

  /**
   * Prevents what is still to come. Does not wait for a function that runs.
   *
   * @return true if it prevented a value that nobody had received, or the start of the function
   */
  public boolean stop() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, control);
    }
    return control.stop();
  }

  /**
   * Makes it due after {@code d} from now, whether it was stopped, is over or not.
   *
   * @param d how long, from now
   * @return as {@link #stop}
   */
  public boolean reset(Duration d) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TIMER, control);
    }
    return control.reset(Due.after(d), 0);
  }
}
