// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How all that is on a link is closed: in order, and in the time that one of it may take. */
final class Closing {
  /*
   * What serves comes first, because it may send until it is done; then senders, then all others. Those of one turn
   * are told together, so each has the whole time, however many they are. A turn whose time was taken by an earlier
   * one has a little all the same: one round trip is enough for most.
   * Checked by: BadInputTest, ServiceTest
   */
  private static final long A_LITTLE = TimeUnit.SECONDS.toNanos(1);

  /** When a member is closed. */
  enum Turn {
    SERVICES,
    SENDERS,
    LAST
  }

  private final long until;
  private final long least;

  /**
   * Begins.
   *
   * @param most how long it may take
   */
  Closing(Duration most) {
    until = System.nanoTime() + most.toNanos();
    least = Math.min(A_LITTLE, most.toNanos());
  }

  /** Closes them; returns what the first one threw that did, with what others threw. */
  @Nullable RuntimeException close(List<Link.Member> members) {
    RuntimeException failure = null;
    for (var turn : Turn.values()) {
      var those = members.stream().filter(m -> m.turn() == turn).toList();
      those.forEach(Link.Member::closing);
      long end = System.nanoTime() + left().toNanos();
      for (var m : those) {
        try {
          m.close(end);
        } catch (RuntimeException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    }
    return failure;
  }

  /** For what comes next. */
  Duration left() {
    return Duration.ofNanos(Math.max(until - System.nanoTime(), least));
  }
}
