// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a sender was closed before the server had acknowledged everything that was sent. A
 * value listed here may still have been stored, if only its acknowledgement was lost.
 */
public final class NotAcceptedException extends NatsException {
  private static final long serialVersionUID = 1;

  private final transient List<Object> values;

  NotAcceptedException(String channel, List<Object> values, @Nullable Throwable cause) {
    super(message(channel, values.size(), cause), cause);
    this.values = List.copyOf(values);
  }

  private static String message(String channel, int n, @Nullable Throwable cause) {
    return n
        + (n == 1 ? " value" : " values")
        + " not accepted by the "
        + channel
        + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage());
  }

  /**
   * Returns the values that were not acknowledged, in the order in which they were sent. The list
   * is null after deserialization.
   *
   * @return the values
   */
  public List<Object> values() {
    return values;
  }
}
