// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Outlet;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries the values of one sender's channel to a topic: what the server has got is done. */
final class TopicSender implements Link.Member {
  /*
   * The server does not acknowledge what it does not keep, but it answers a ping in turn. So all that is
   * in the channel is published, then a ping; its answer confirms them. Without a connection they wait.
   * What was published on one that broke before the answer is not sent again: at most once.
   * Checked by: TopicTest
   */
  private final Link link;
  private final String name;
  private final Outlet outlet;
  private final Consumer<TopicSender> gone;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Connection newest;
  private volatile @Nullable NatsException end;
  private volatile boolean givingUp;
  private volatile long acknowledged;
  private volatile List<Object> rest = List.of();

  @SuppressWarnings("unchecked") // only values of the codec's type come through the channel
  <T> TopicSender(
      Link link, String name, Codec<T> codec, int capacity, Consumer<TopicSender> gone) {
    this.link = link;
    this.name = name;
    this.gone = gone;
    var what = "topic " + name;
    outlet =
        PumpedChannels.outlet(
            "sender of " + what,
            capacity,
            v -> Outgoing.of(what, codec, (T) v, largest()),
            this::whenClosed);
  }

  private long largest() {
    var c = newest;
    return c == null || c.getMaxPayload() <= 0 ? 1 << 20 : c.getMaxPayload();
  }

  Outlet outlet() {
    return outlet;
  }

  ChannelMetrics metrics() {
    return new ChannelMetrics(name, "sender", outlet.length(), 0, acknowledged, 0, 0, 0);
  }

  @Override
  public void connected(Connection c) {
    newest = c;
    outlet.ring();
  }

  @Override
  public void lost() {
    newest = null;
  }

  @Override
  public void ended(NatsException why) {
    end = why;
    outlet.shut();
  }

  void stop() {
    outlet.shut();
  }

  @Override
  public void close() {
    outlet.shut();
    whenClosed();
  }

  private void whenClosed() {
    Waiting.until(over, link.options().flushTimeout());
    givingUp = true;
    outlet.ring();
    Waiting.until(over, null);
    var lost = rest;
    rest = List.of();
    if (!lost.isEmpty()) {
      throw new NotAcceptedException(
          "topic " + name,
          lost,
          end != null ? end : new NatsException("no connection to " + link.where()));
    }
  }

  void pump() throws InterruptedException {
    try {
      while (end == null && !givingUp && !(outlet.isShut() && outlet.length() == 0)) {
        var c = newest;
        if (c == null || publishAll(c) == 0) {
          outlet.await(Long.MAX_VALUE);
        }
      }
    } finally {
      var lost = new ArrayList<Object>();
      outlet.shut();
      for (var v = outlet.next(); v != null; v = outlet.next()) {
        lost.add(((Outgoing) v).value());
      }
      rest = lost;
      gone.accept(this);
      link.leave(this);
      over.countDown();
    }
  }

  private int publishAll(Connection c) throws InterruptedException {
    int n = 0;
    try {
      for (var v = outlet.next(); v != null; v = outlet.next()) {
        n++;
        var value = (Outgoing) v;
        var headers = new Headers();
        value.addTrace(headers);
        c.publish(name, null, headers.isEmpty() ? null : headers, value.body());
      }
      if (n > 0) {
        link.flush(c);
      }
    } catch (IllegalStateException e) {
      if (newest == c) {
        newest = null; // it has gone; the next one comes
      }
    }
    for (int i = 0; i < n; i++) {
      outlet.confirm();
      acknowledged++;
    }
    return n;
  }
}
