// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * What {@link ReceiveChannel#tryReceive} found: Go's {@code v, ok := <-c} in a select with default,
 * which has three outcomes.
 *
 * @param <T> what the channel carries
 */
public sealed interface Received<T> {
  /** A value was received. */
  record Value<T>(T value) implements Received<T> {}

  /** Nothing to receive now; there may be later. */
  record Empty<T>() implements Received<T> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  /** The channel is closed and drained: there will never be anything. */
  record Closed<T>() implements Received<T> {
    private static final Closed<?> INSTANCE = new Closed<>();
  }

  @SuppressWarnings("unchecked") // it holds no T
  static <T> Received<T> empty() {
    return (Received<T>) Empty.INSTANCE;
  }

  @SuppressWarnings("unchecked") // it holds no T
  static <T> Received<T> closed() {
    return (Received<T>) Closed.INSTANCE;
  }
}
