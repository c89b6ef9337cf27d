// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a queue is kept by the server. Immutable: each method returns a new one. What is not said is
 * left as it is where the queue exists.
 *
 * @param maxMessages how many values it holds; at the limit its senders wait. null: no limit
 * @param maxBytes how many bytes, likewise
 * @param replicas on how many servers of a cluster; null: 1
 * @param inMemory lost when the server ends; null: false
 * @param duplicateWindow for how long the server knows a value that is sent again; null: two
 *     minutes
 */
public record Queue(
    @Nullable Long maxMessages,
    @Nullable Long maxBytes,
    @Nullable Integer replicas,
    @Nullable Boolean inMemory,
    @Nullable Duration duplicateWindow) {
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
    if (duplicateWindow != null && duplicateWindow.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("duplicateWindow is at least 100 ms");
    }
  }

  /** On disk, without a limit, on one server. */
  public static Queue settings() {
    return new Queue(null, null, null, null, null);
  }

  public Queue maxMessages(long n) {
    return new Queue(n, maxBytes, replicas, inMemory, duplicateWindow);
  }

  public Queue maxBytes(long n) {
    return new Queue(maxMessages, n, replicas, inMemory, duplicateWindow);
  }

  public Queue replicas(int n) {
    return new Queue(maxMessages, maxBytes, n, inMemory, duplicateWindow);
  }

  public Queue inMemory(boolean yes) {
    return new Queue(maxMessages, maxBytes, replicas, yes, duplicateWindow);
  }

  public Queue duplicateWindow(Duration d) {
    return new Queue(maxMessages, maxBytes, replicas, inMemory, d);
  }
}
