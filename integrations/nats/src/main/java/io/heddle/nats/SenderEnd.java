// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.SendChannel;
import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Outlet;
import io.nats.client.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One sender's channel, and the pump that carries its values to the server. */
abstract class SenderEnd implements Link.Member {
  /*
   * The pump is one goroutine. Link leaves a note (newest, end) and rings; a close of the channel says
   * that nothing more comes, waits until all is at the server, then makes the pump give up, and reports
   * what it has left: rest.
   * Checked by: QueueTest, TopicTest, FaultTest
   */
  final Link link;

  /** As in {@code queue jobs}. */
  final String what;

  final Outlet outlet;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Connection newest;

  /** The one that the pump found gone, maybe before Link did. */
  private volatile @Nullable Connection broken;

  private volatile @Nullable NatsException end;
  private volatile boolean givingUp;
  private volatile List<Object> rest = List.of();

  @SuppressWarnings("unchecked") // only values of the codec's type come through the channel
  <T> SenderEnd(Link link, String what, Codec<T> codec, int capacity) {
    this.link = link;
    this.what = what;
    outlet =
        PumpedChannels.outlet(
            "sender of " + what,
            capacity,
            v -> Outgoing.of(what, codec, (T) v, largest()),
            this::whenClosed);
  }

  // ---- what a queue's and a topic's have of their own ----

  /** How many bytes a message may have. */
  abstract long largest();

  /** Carries what can be carried now, and waits if that is nothing; the pump's loop. */
  abstract void carry() throws InterruptedException;

  /** True if all that was sent has arrived. */
  abstract boolean isAllThere();

  /** Adds what was taken out of the channel and has not arrived; the last that the pump does. */
  abstract void end(List<Object> lost);

  /** What is wrong, if it is not the connection. */
  abstract String whyNot();

  abstract ChannelMetrics metrics();

  // ---- what Link tells ----

  @Override
  public void connected(Connection c) {
    newest = c;
    outlet.ring();
  }

  @Override
  public void lost() {
    newest = null;
    outlet.ring();
  }

  @Override
  public void ended(NatsException why) {
    if (end == null) {
      end = why;
    }
    outlet.shut();
  }

  /** Nothing more is sent; what was is still brought to the server. */
  final void stop() {
    outlet.shut();
  }

  @Override
  public final Closing.Turn turn() {
    return Closing.Turn.SENDERS;
  }

  @Override
  public final void closing() {
    stop();
  }

  /** As the user's close, but harmless when that has been. */
  final void close() {
    close(inTime());
  }

  @Override
  public final void close(long until) {
    outlet.shut();
    end(until);
  }

  private void whenClosed() {
    end(inTime());
  }

  private long inTime() {
    return System.nanoTime() + link.options().flushTimeout().toNanos();
  }

  private void end(long until) {
    Waiting.until(over, until);
    givingUp = true;
    outlet.ring();
    Waiting.until(over);
    var lost = takeRest();
    if (!lost.isEmpty()) {
      throw new NotAcceptedException(what, lost, end != null ? end : new NatsException(why()));
    }
  }

  private String why() {
    return newest == null ? "no connection to " + link.where() : whyNot();
  }

  /** One close reports them. */
  private synchronized List<Object> takeRest() {
    var r = rest;
    rest = List.of();
    return r;
  }

  // ---- the pump ----

  /** The connection there is, null if there is none. */
  final @Nullable Connection newest() {
    var c = newest;
    return c == broken ? null : c;
  }

  /** This one has gone; the next one comes, and Link rings. */
  final void hasGone(Connection c) {
    broken = c;
  }

  final boolean isOver() {
    return end != null || givingUp || outlet.isShut() && isAllThere() && outlet.length() == 0;
  }

  /**
   * Runs the pump to its end.
   *
   * @param gone tells that it is no more, before a close returns
   */
  final void pump(Runnable gone) {
    try {
      while (!isOver()) {
        carry();
      }
    } catch (InterruptedException e) {
      end = new NatsException(what + ": its sender was interrupted", e);
    } finally {
      var lost = new ArrayList<Object>();
      end(lost);
      outlet.shut();
      for (var v = outlet.next(); v != null; v = outlet.next()) {
        lost.add(((Outgoing) v).value());
      }
      rest = lost;
      gone.run();
      over.countDown();
    }
  }

  @SuppressWarnings("unchecked") // the outlet is a channel of the codec's type
  final <T> SendChannel<T> channel() {
    return ((Channel<T>) outlet).sendOnly();
  }
}
