// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/** What answers requests until it is closed: see {@link Nats#serve}. */
public interface Serving extends AutoCloseable {
  /**
   * Takes no more requests and waits until those that run are answered, for as long as {@link
   * Nats.Options#flushTimeout} says; then it cancels their contexts. Closing twice is harmless.
   */
  @Override
  void close();
}
