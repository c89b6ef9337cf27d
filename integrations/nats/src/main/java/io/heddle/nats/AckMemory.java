// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.impl.AckType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
   * A server that is killed knows the ids of what it has stored, but not of what was acknowledged and so is gone:
   * a sender that had no answer yet publishes it again, and it is stored again, with another number. So the
   * ids are known here, too, for as long as the server knows one: duplicateWindow.
   * The monitor guards both.
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

  /** The ids of as many, also of a stream that is no more: when each was stored. */
  private final LinkedHashMap<String, Long> ids = new LinkedHashMap<>();

  /** For how long an id counts. */
  private long window;

  private long incarnation;

  private AckMemory() {}

  /** Forgets all numbers unless they are of the stream that was made at that time. */
  synchronized void begin(long made, Duration duplicateWindow) {
    window = duplicateWindow.toNanos();
    if (made != incarnation) {
      acked.clear();
      incarnation = made;
    }
  }

  synchronized void remember(long seq, long storedAt, String reply, @Nullable String id) {
    acked.put(seq, new Acked(storedAt, reply, System.nanoTime()));
    if (acked.size() > MOST) {
      acked.pollFirstEntry();
    }
    if (id != null) {
      ids.put(id, storedAt);
      if (ids.size() > MOST) {
        ids.pollFirstEntry();
      }
    }
  }

  synchronized boolean knows(long seq, long storedAt, @Nullable String id) {
    var a = acked.get(seq);
    if (a != null && a.storedAt == storedAt) {
      return true;
    }
    var before = id == null ? null : ids.get(id);
    return before != null && storedAt - before <= window;
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
