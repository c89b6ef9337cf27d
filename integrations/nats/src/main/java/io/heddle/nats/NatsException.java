// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the connection, the server or the other end. The message says where, why, and what
 * to do.
 */
public class NatsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one without a cause.
   *
   * @param message where, why, and what to do
   */
  public NatsException(String message) {
    this(message, null);
  }

  /**
   * Makes one with a cause.
   *
   * @param message where, why, and what to do
   * @param cause what was thrown below, or null
   */
  public NatsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
