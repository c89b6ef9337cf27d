// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.time.Instant;

/** What a wall clock in a bubble shows. */
final class WallClock {
  /*
   * The instant that was asked for last is kept: thousands of timers may ring at it. Any thread of the
   * bubble may ask, so the two go together, in an object that never changes.
   */
  private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");

  private record Reading(long nanos, Instant shown) {}

  private Reading last = new Reading(0, BEGIN);

  WallClock() {}

  /**
   * @param nanos since the bubble began
   */
  Instant at(long nanos) {
    var r = last;
    if (r.nanos != nanos) {
      r = new Reading(nanos, BEGIN.plusNanos(nanos));
      last = r;
    }
    return r.shown;
  }
}
