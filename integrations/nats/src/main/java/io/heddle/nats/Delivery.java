// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A received value, and how to acknowledge it. Only the first call of {@link #ack}, {@link #nack}
 * or {@link #term} has an effect; later ones do nothing. On a topic, which keeps nothing, none of
 * them has an effect. No method blocks.
 *
 * @param <T> the type of the value
 */
public interface Delivery<T> {
  /**
   * Returns the value. With the first call the time begins after which it is delivered again,
   * however long it waited in the channel.
   *
   * @return the value
   */
  T value();

  /** Acknowledges the value: the queue removes it. */
  void ack();

  /** Rejects the value for now: it is delivered again at once, to this receiver or another. */
  void nack();

  /**
   * Rejects the value for now: it is delivered again after a delay.
   *
   * @param delay how long the server waits before it delivers the value again
   */
  void nack(Duration delay);

  /** Gives the value up: the queue removes it, although it was not processed. */
  void term();

  /** Asks for more time: {@link Receive#redeliverAfter} starts again from now. */
  void extend();

  /**
   * Returns how many times the value has been delivered.
   *
   * @return the number of deliveries, this one included; 1 for the first
   */
  long deliveries();

  /**
   * Returns the queue or topic that the value came from.
   *
   * @return its name
   */
  String subject();

  /**
   * Returns a header of the message, such as {@code Heddle-Cause} in {@code NAME.dead}.
   *
   * @param name the name of the header
   * @return its value, or null if the message does not have it
   */
  @Nullable String header(String name);

  /**
   * Returns the W3C trace context that the sender was in.
   *
   * @return the trace context, or null if the sender had none
   */
  @Nullable String traceparent();

  /**
   * Returns {@link Context#current} with the sender's trace context as {@link Nats#TRACEPARENT}.
   *
   * @return the context
   */
  Context context();
}
