// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import io.heddle.context.ContextException;

/**
 * A client of a service: see {@link Nats#serve}. Safe for use by several goroutines at once.
 *
 * @param <Q> the type of requests
 * @param <R> the type of replies
 */
public interface Caller<Q, R> {
  /**
   * Sends the request and waits for the reply, at most until the context is done. The context's
   * deadline travels with the request; a later cancellation is sent after it. A call is made at
   * most once: it is not repeated after a failure.
   *
   * @param context limits how long the call may take
   * @param request the request, encoded in the calling goroutine
   * @return the reply
   * @throws ContextException the context's error, if it was done first
   * @throws NatsException if nobody serves, the service is busy or failed, or the connection broke
   * @throws InterruptedException if the caller was interrupted while it waited
   */
  R call(Context context, Q request) throws ContextException, InterruptedException;

  /**
   * The same as {@link #call(Context, Object)} with {@link Context#current}.
   *
   * @param request the request, encoded in the calling goroutine
   * @return the reply
   * @throws ContextException the context's error, if it was done first
   * @throws NatsException if nobody serves, the service is busy or failed, or the connection broke
   * @throws InterruptedException if the caller was interrupted while it waited
   */
  default R call(Q request) throws ContextException, InterruptedException {
    return call(Context.current(), request);
  }
}
