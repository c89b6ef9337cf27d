// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import org.jspecify.annotations.Nullable;

/** The goroutines of jnats that call us with messages. */
final class Dispatchers {
  private Dispatchers() {}

  /** One whose goroutine has this name. */
  static Dispatcher make(Connection c, String name, MessageHandler handler) {
    var threads = (GoroutineThreads) c.getOptions().getExecutor();
    Dispatcher d;
    synchronized (threads) {
      threads.name(name);
      d = c.createDispatcher(handler);
    }
    d.setPendingLimits(-1, -1); // what is on its way is bounded by whoever asked for it
    return d;
  }

  /** Ends it and its subscriptions; harmless if its connection has gone. */
  static void close(Connection c, @Nullable Dispatcher d) {
    if (d != null) {
      try {
        c.closeDispatcher(d);
      } catch (IllegalStateException | IllegalArgumentException e) {
        // it went with its connection
      }
    }
  }
}
