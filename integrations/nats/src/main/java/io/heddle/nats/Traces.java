// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/** The trace context of what has arrived. */
final class Traces {
  private Traces() {}

  static @Nullable String of(Message m) {
    return header(m, Names.TRACEPARENT);
  }

  static Context context(Message m) {
    var trace = of(m);
    var now = Context.current();
    return trace == null ? now : now.withValue(Nats.TRACEPARENT, trace);
  }

  static @Nullable String header(Message m, String name) {
    return m.hasHeaders() && m.getHeaders() != null ? m.getHeaders().getFirst(name) : null;
  }
}
