// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * What {@link ReceiveChannel#tryReceive} found: Go's {@code v, ok := <-c} in a select with default,
 * which has three outcomes.
 *
 * @param <T> what the channel carries
 */
public sealed interface Received<T> {
  /**
   * A value was received.
   *
   * @param <T> what the channel carries
   * @param value what was received, never null
   */
  record Value<T>(T value) implements Received<T> {}

  /**
   * Nothing to receive now; there may be later.
   *
   * @param <T> what the channel carries
   */
  record Empty<T>() implements Received<T> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  /**
   * The channel is closed and drained: there will never be anything.
   *
   * @param <T> what the channel carries
   */
  record Closed<T>() implements Received<T> {
    private static final Closed<?> INSTANCE = new Closed<>();
  }

  /**
   * The one that says that there is nothing now.
   *
   * @param <T> what the channel carries
   * @return an {@link Empty}
   */
  @SuppressWarnings("unchecked") // it holds no T
  static <T> Received<T> empty() {
    return (Received<T>) Empty.INSTANCE;
  }

  /**
   * The one that says that nothing will come any more.
   *
   * @param <T> what the channel carries
   * @return a {@link Closed}
   */
  @SuppressWarnings("unchecked") // it holds no T
  static <T> Received<T> closed() {
    return (Received<T>) Closed.INSTANCE;
  }
}
