// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import io.heddle.context.ContextException;

/**
 * Calls a service: see {@link Nats#serve}.
 *
 * @param <Q> requests
 * @param <R> replies
 */
public interface Caller<Q, R> {
  /**
   * Sends the request and waits for the reply, at most until the context ends. The context's
   * deadline travels with the request, and so does its cancellation, later. A call is made at most
   * once.
   *
   * @throws ContextException the context's, if it ended first
   * @throws NatsException if nobody serves, the service is busy or failed, or the connection broke
   */
  R call(Context context, Q request) throws ContextException, InterruptedException;

  /** As {@link #call(Context, Object)} with {@link Context#current}. */
  default R call(Q request) throws ContextException, InterruptedException {
    return call(Context.current(), request);
  }
}
