// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/** A service that answers requests until it is closed: see {@link Nats#serve}. */
public interface Serving extends AutoCloseable {
  /**
   * Takes no more requests, waits at most {@link Nats.Options#flushTimeout} until those that run
   * are answered, and then cancels their contexts. Closing twice has no effect.
   */
  @Override
  void close();
}
