// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** Shows the time of whoever asks: {@link Time#clock}. */
final class CallersClock extends Clock {
  private final ZoneId zone;

  CallersClock(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new CallersClock(other);
  }

  @Override
  public Instant instant() {
    return Time.now();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CallersClock c && c.zone.equals(zone);
  }

  @Override
  public int hashCode() {
    return zone.hashCode();
  }

  @Override
  public String toString() {
    return "Time.clock()[" + zone + "]";
  }
}
