// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * The result of {@link ReceiveChannel#tryReceive}: the three outcomes of Go's {@code v, ok := <-c}
 * in a select with a default.
 *
 * @param <T> the type of the values
 */
public sealed interface Received<T> {
  /**
   * A value was received.
   *
   * @param <T> the type of the values
   * @param value the received value, never null
   */
  record Value<T>(T value) implements Received<T> {}

  /**
   * There is no value now; there may be one later.
   *
   * @param <T> the type of the values
   */
  record Empty<T>() implements Received<T> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  /**
   * The channel is closed and empty: there will be no more values.
   *
   * @param <T> the type of the values
   */
  record Closed<T>() implements Received<T> {
    private static final Closed<?> INSTANCE = new Closed<>();
  }

  /**
   * Returns the result that says that there is no value now.
   *
   * @param <T> the type of the values
   * @return an {@link Empty}
   */
  @SuppressWarnings("unchecked") // it holds no T
  static <T> Received<T> empty() {
    return (Received<T>) Empty.INSTANCE;
  }

  /**
   * Returns the result that says that there will be no more values.
   *
   * @param <T> the type of the values
   * @return a {@link Closed}
   */
  @SuppressWarnings("unchecked") // it holds no T
  static <T> Received<T> closed() {
    return (Received<T>) Closed.INSTANCE;
  }
}
