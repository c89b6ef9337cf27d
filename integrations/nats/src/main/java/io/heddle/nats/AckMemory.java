// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.impl.AckType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the receivers of a group in this process have acknowledged lately.
 *
 * <p>An acknowledgement is not acknowledged: one that was on its way when the connection broke, or
 * that the server had not stored when it was killed, is lost, and its value comes again. It is
 * known here, then: acknowledged once more and not given to anybody.
 */
final class AckMemory {
  /*
   * The last MOST of them, by their number in the stream. A stream that was made anew begins at 1 again,
   * so the time at which the value was stored must be the same, too.
   * The monitor guards the map.
   * Checked by: FaultTest
   */
  private static final int MOST = 16_384;

  /** By stream and group. */
  static final class Groups {
    private final Map<String, AckMemory> groups = new ConcurrentHashMap<>();

    AckMemory of(String stream, String group) {
      return groups.computeIfAbsent(stream + " " + group, k -> new AckMemory());
    }
  }

  private record Acked(long storedAt, String reply, long when) {}

  private final LinkedHashMap<Long, Acked> acked = new LinkedHashMap<>();

  private long incarnation;

  private AckMemory() {}

  /** Forgets all unless it is of the stream that was made at that time. */
  synchronized void begin(long made) {
    if (made != incarnation) {
      acked.clear();
      incarnation = made;
    }
  }

  synchronized void remember(long seq, long storedAt, String reply) {
    acked.put(seq, new Acked(storedAt, reply, System.nanoTime()));
    if (acked.size() > MOST) {
      acked.pollFirstEntry();
    }
  }

  synchronized boolean knows(long seq, long storedAt) {
    var a = acked.get(seq);
    return a != null && a.storedAt == storedAt;
  }

  /** Those of the last {@code nanos} once more, on a new connection. */
  void resend(Connection c, long nanos) {
    List<String> replies = new ArrayList<>();
    synchronized (this) {
      long since = System.nanoTime() - nanos;
      for (var a : acked.sequencedValues().reversed()) {
        if (a.when - since < 0) {
          break;
        }
        replies.add(a.reply);
      }
    }
    for (var reply : replies) {
      c.publish(reply, AckType.AckAck.bytes);
    }
  }
}
