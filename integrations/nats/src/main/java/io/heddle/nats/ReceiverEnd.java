// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Inlet;
import java.util.concurrent.CountDownLatch;

/** One receiver's channel, and the pump that fills it. */
abstract class ReceiverEnd implements Link.Member {
  final Link link;

  /** As in {@code queue jobs}. */
  final String what;

  final Inlet inlet;

  /** The inlet, as the pump sends to it: values, or deliveries of them. */
  final Channel<Object> channel;

  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean stopping;

  @SuppressWarnings("unchecked") // the inlet is a channel of whatever the pump puts in
  ReceiverEnd(Link link, String what, int capacity) {
    this.link = link;
    this.what = what;
    inlet = PumpedChannels.inlet("receiver of " + what, capacity);
    channel = (Channel<Object>) inlet;
  }

  // ---- what a queue's and a topic's have of their own ----

  /** Fills the channel until it is to stop or nothing more will come. */
  abstract void carryAll() throws InterruptedException;

  /** Gives back what nobody has seen; the last that the pump does before the channel is closed. */
  abstract void end();

  abstract ChannelMetrics metrics();

  // ---- how it ends ----

  final boolean isStopping() {
    return stopping;
  }

  final void stop() {
    stopping = true;
    inlet.ring();
  }

  @Override
  public final void closing() {
    stop();
  }

  /**
   * What waits in the channel goes to others, where it is a queue; returns when it does, or when
   * its pump waits for a server that does not answer: then the end of the connection frees both.
   */
  @Override
  public final void close(long until) {
    stop();
    Waiting.until(over, until);
  }

  /** Something is so that was not. */
  final void look() {
    inlet.ring();
  }

  /**
   * Runs the pump to its end.
   *
   * @param gone tells that it is no more, before a close returns
   */
  final void pump(Runnable gone) throws InterruptedException {
    try {
      try {
        carryAll();
      } finally {
        end();
      }
    } catch (IllegalStateException e) {
      if (link.isOpenOrClosing()) {
        throw e;
      } // else it has just ended, and there is nobody to tell
    } finally {
      inlet.shut();
      gone.run();
      over.countDown();
    }
  }

  final ReceiveChannel<Object> channel() {
    return channel.receiveOnly();
  }
}
