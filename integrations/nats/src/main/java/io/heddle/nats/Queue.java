// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server keeps a queue. Immutable: each method returns a new one. A setting that is null
 * stays as it is if the queue exists, and has its default if the queue is new.
 *
 * @param maxMessages how many values the queue holds; at the limit its senders wait. Default: no
 *     limit
 * @param maxBytes how many bytes the queue holds; at the limit its senders wait. Default: no limit
 * @param replicas on how many servers of a cluster each value is stored, 1 to 5. Default: 1
 * @param inMemory whether values are kept in memory only and lost when the server ends. Default:
 *     false
 * @param duplicateWindow for how long the server recognizes a value that is sent again: at least
 *     100 ms, or zero for not at all. Default: two minutes
 */
public record Queue(
    @Nullable Long maxMessages,
    @Nullable Long maxBytes,
    @Nullable Integer replicas,
    @Nullable Boolean inMemory,
    @Nullable Duration duplicateWindow) {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Queue {
    if (maxMessages != null) {
      Names.atLeastOne(maxMessages, "maxMessages");
    }
    if (maxBytes != null) {
      Names.atLeastOne(maxBytes, "maxBytes");
    }
    if (replicas != null && (replicas < 1 || replicas > 5)) {
      throw new IllegalArgumentException("replicas is from 1 to 5, not " + replicas);
    }
    if (duplicateWindow != null
        && !duplicateWindow.isZero()
        && duplicateWindow.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException(
          "duplicateWindow is at least 100 ms, or zero for values without ids, not "
              + duplicateWindow);
    }
  }

  /**
   * Returns settings that are all defaults: on disk, without a limit, on one server.
   *
   * @return the settings
   */
  public static Queue settings() {
    return new Queue(null, null, null, null, null);
  }

  /**
   * Sets how many values the queue holds.
   *
   * @param n the limit, at least 1
   * @return settings that differ in this
   */
  public Queue maxMessages(long n) {
    return new Queue(n, maxBytes, replicas, inMemory, duplicateWindow);
  }

  /**
   * Sets how many bytes the queue holds.
   *
   * @param n the limit, at least 1
   * @return settings that differ in this
   */
  public Queue maxBytes(long n) {
    return new Queue(maxMessages, n, replicas, inMemory, duplicateWindow);
  }

  /**
   * Sets on how many servers of a cluster each value is stored.
   *
   * @param n 1 to 5
   * @return settings that differ in this
   */
  public Queue replicas(int n) {
    return new Queue(maxMessages, maxBytes, n, inMemory, duplicateWindow);
  }

  /**
   * Sets whether values are kept in memory only.
   *
   * @param yes true: in memory, lost when the server ends; false: on disk
   * @return settings that differ in this
   */
  public Queue inMemory(boolean yes) {
    return new Queue(maxMessages, maxBytes, replicas, yes, duplicateWindow);
  }

  /**
   * Sets for how long the server recognizes a value that is sent again.
   *
   * <p>Zero gives up that promise for speed: senders made with these settings give their values no
   * ids, which saves the server about a quarter of its work for each value. Nothing acknowledged is
   * lost, and values are stored for the first time in the order of their sender; but a value whose
   * acknowledgement was lost with a connection, or did not come within five seconds, is sent again
   * and then may be in the queue twice, the second time behind what had been sent after it. A
   * receiver that loses its own connection may get that second one first, and with {@link
   * Delivery#deliveries} equal to 1. Zero concerns these senders only: an existing queue keeps its
   * own window, for the values that others send to it with ids.
   *
   * @param d at least 100 ms, or zero
   * @return settings that differ in this
   */
  public Queue duplicateWindow(Duration d) {
    return new Queue(maxMessages, maxBytes, replicas, inMemory, d);
  }
}
