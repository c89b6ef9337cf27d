// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;

/**
 * What answers requests: see {@link Nats#serve}.
 *
 * @param <Q> requests
 * @param <R> replies
 */
@FunctionalInterface
public interface Handler<Q, R> {
  /**
   * The reply; what it throws the caller gets as a {@link NatsException} with its message.
   *
   * @param context ends with the caller's deadline, its cancellation, and with the caller itself;
   *     it is {@link Context#current} here, too
   */
  R handle(Context context, Q request) throws Exception;
}
