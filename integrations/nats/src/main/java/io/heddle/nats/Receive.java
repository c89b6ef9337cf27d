// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How values are received. Immutable: each method returns a new one.
 *
 * @param group the receivers that share the values; null: whichever group the queue has, {@code
 *     receivers} if it has none. On a topic, each value goes to one receiver of the group, and
 *     without a group to every receiver
 * @param inFlight how many values this receiver may hold that are not acknowledged yet, including
 *     those in its channel; at least 1
 * @param redeliverAfter how long after a value was taken out of the channel it is delivered again
 *     unless it was acknowledged or extended, at least 100 ms; null: as the group has it, 30 s for
 *     a new group
 * @param maxDeliveries after how many deliveries a value that the codec cannot decode goes to
 *     {@code NAME.dead}; at least 1
 */
public record Receive(
    @Nullable String group, int inFlight, @Nullable Duration redeliverAfter, int maxDeliveries) {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
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

  /**
   * Returns the settings of {@link #group(String)} for whichever group the queue has.
   *
   * @return the settings
   */
  public static Receive any() {
    return new Receive(null, 16, null, 5);
  }

  /**
   * Returns settings for a group: 16 values in flight, five deliveries of what cannot be decoded.
   *
   * @param name the group: letters, digits, {@code -} and {@code _}
   * @return the settings
   * @throws IllegalArgumentException if the name has other characters
   */
  public static Receive group(String name) {
    return new Receive(Names.requireGroup(name), 16, null, 5);
  }

  /**
   * Sets how many values this receiver may hold that are not acknowledged yet.
   *
   * @param n at least 1
   * @return settings that differ in this
   */
  public Receive inFlight(int n) {
    return new Receive(group, n, redeliverAfter, maxDeliveries);
  }

  /**
   * Sets how long after a value was taken it is delivered again unless it was acknowledged.
   *
   * @param d at least 100 ms
   * @return settings that differ in this
   */
  public Receive redeliverAfter(Duration d) {
    return new Receive(group, inFlight, d, maxDeliveries);
  }

  /**
   * Sets after how many deliveries a value that cannot be decoded goes to {@code NAME.dead}.
   *
   * @param n at least 1
   * @return settings that differ in this
   */
  public Receive maxDeliveries(int n) {
    return new Receive(group, inFlight, redeliverAfter, n);
  }
}
