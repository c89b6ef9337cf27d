// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.context.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value that was received, and what is to become of it. Of {@link #ack}, {@link #nack} and {@link
 * #term} the first counts, the others then do nothing. On a topic, where nothing is kept, none
 * does.
 *
 * @param <T> the value's type
 */
public interface Delivery<T> {
  T value();

  /** It is done: the queue forgets it. */
  void ack();

  /** It is not done: another receiver, or this one, gets it at once. */
  void nack();

  /** It is not done: it is delivered again after {@code delay}. */
  void nack(Duration delay);

  /** It never will be done: the queue forgets it. */
  void term();

  /** It takes longer: the time after which it is delivered again begins anew. */
  void extend();

  /** The how-manieth delivery of this value it is, the first being 1. */
  long deliveries();

  /** Where it came from: the queue's or topic's name. */
  String subject();

  /** One of its headers, as {@code Heddle-Cause} in {@code NAME.dead}; null if it has none such. */
  @Nullable String header(String name);

  /** Its sender's W3C trace context; null if there was none. */
  @Nullable String traceparent();

  /** {@link Context#current} with its sender's trace context ({@link Nats#TRACEPARENT}). */
  Context context();
}
