// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;

/**
 * Answers the requests of a service: see {@link Nats#serve}.
 *
 * @param <Q> the type of requests
 * @param <R> the type of replies
 */
@FunctionalInterface
public interface Handler<Q, R> {
  /**
   * Answers one request, in a goroutine of its own. It may block.
   *
   * @param context done when the caller's deadline has passed, its context was cancelled, or the
   *     caller is gone; it is also {@link Context#current}
   * @param request the request
   * @return the reply
   * @throws Exception if the request failed; the caller gets a {@link NatsException} with the
   *     exception's message
   */
  R handle(Context context, Q request) throws Exception;
}
