// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import org.jspecify.annotations.Nullable;

/** Something went wrong between here and the server; the message says where, why, what to do. */
public class NatsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NatsException(String message) {
    this(message, null);
  }

  public NatsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
