// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery knows by its message.
 *
 * @param <T> the value
 */
interface OfMessage<T> extends Delivery<T> {
  Message message();

  @Override
  default String subject() {
    return message().getSubject();
  }

  @Override
  default @Nullable String header(String name) {
    return Traces.header(message(), name);
  }

  @Override
  default @Nullable String traceparent() {
    return Traces.of(message());
  }

  @Override
  default Context context() {
    return Traces.context(message());
  }
}
