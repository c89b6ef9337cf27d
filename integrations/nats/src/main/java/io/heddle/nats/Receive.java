// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How values are received. Immutable: each method returns a new one.
 *
 * @param group who shares the values; null: whichever group the queue has, {@code receivers} if it
 *     has none. On a topic, each value goes to one receiver of the group, and without one to all
 * @param inFlight how many values this receiver may have that are not acknowledged yet, those in
 *     its channel included
 * @param redeliverAfter how long after it was taken out of the channel a value goes to another
 *     receiver unless it was acknowledged or extended; null: what the group has, 30 s for a new one
 * @param maxDeliveries after how many deliveries a value that the codec cannot decode goes to
 *     {@code NAME.dead}
 */
public record Receive(
    @Nullable String group, int inFlight, @Nullable Duration redeliverAfter, int maxDeliveries) {
  public Receive {
    if (group != null) {
      Names.requireGroup(group);
    }
    Names.atLeastOne(inFlight, "inFlight");
    Names.atLeastOne(maxDeliveries, "maxDeliveries");
    if (redeliverAfter != null && redeliverAfter.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException(
          "redeliverAfter is at least 100 ms, not " + redeliverAfter.toMillis() + " ms");
    }
  }

  /** As {@link #group}, in whichever group the queue has. */
  public static Receive any() {
    return new Receive(null, 16, null, 5);
  }

  /** In this group: 16 in flight, five deliveries of what cannot be decoded. */
  public static Receive group(String name) {
    return new Receive(Names.requireGroup(name), 16, null, 5);
  }

  public Receive inFlight(int n) {
    return new Receive(group, n, redeliverAfter, maxDeliveries);
  }

  public Receive redeliverAfter(Duration d) {
    return new Receive(group, inFlight, d, maxDeliveries);
  }

  public Receive maxDeliveries(int n) {
    return new Receive(group, inFlight, redeliverAfter, n);
  }
}
