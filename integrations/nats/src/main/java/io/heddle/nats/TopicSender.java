// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.util.List;

/** Carries the values of one sender's channel to a topic: what the server has got is done. */
final class TopicSender extends SenderEnd {
  /*
   * The server does not acknowledge what it does not keep, but it answers a ping in turn. So all that is
   * in the channel is published, then a ping; its answer confirms them. Without a connection they wait.
   * What was published on one that broke before the answer is not sent again: at most once.
   * Checked by: TopicTest
   */
  private static final long DEFAULT_PAYLOAD = 1 << 20;

  private final String name;
  private volatile long acknowledged;

  <T> TopicSender(Link link, String name, Codec<T> codec, int capacity) {
    super(link, "topic " + name, codec, capacity);
    this.name = name;
  }

  @Override
  long largest() {
    var c = newest();
    return c == null || c.getMaxPayload() <= 0 ? DEFAULT_PAYLOAD : c.getMaxPayload();
  }

  @Override
  ChannelMetrics metrics() {
    return new ChannelMetrics(name, "sender", outlet.length(), 0, acknowledged, 0, 0, 0);
  }

  @Override
  boolean isAllThere() {
    return true; // what is taken out of the channel is confirmed in the same turn
  }

  @Override
  String whyNot() {
    return "the server did not answer within " + link.options().flushTimeout().toMillis() + " ms";
  }

  @Override
  void carry() throws InterruptedException {
    var c = newest();
    if (c == null || publishAll(c) == 0) {
      outlet.await(Long.MAX_VALUE);
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
      hasGone(c);
    }
    for (int i = 0; i < n; i++) {
      outlet.confirm();
      acknowledged++;
    }
    return n;
  }

  @Override
  void end(List<Object> lost) {}
}
