// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * A channel: Go's {@code chan T}. Goroutines and other threads pass values to each other through
 * it. Values are received in the order in which they were sent. Waiters are served in the order in
 * which they came, and a newcomer never overtakes a waiter.
 *
 * <p>Memory effects, as in Go: a send happens-before the completion of the corresponding receive; a
 * close happens-before a receive that reports it; a receive from an unbuffered channel
 * happens-before the completion of the corresponding send; the k-th receive from a channel of
 * capacity C happens-before the completion of the (k+C)-th send.
 *
 * @param <T> the type of the values, which are never null
 */
public sealed interface Channel<T> extends SendChannel<T>, ReceiveChannel<T>
    permits ChannelCore, NeverChannel {

  /**
   * Returns an unbuffered channel, on which a send waits for its receiver. Go's {@code make(chan
   * T)}.
   *
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> make() {
    return new RendezvousChannel<>();
  }

  /**
   * Returns a channel with a buffer, or an unbuffered one if the capacity is 0. The buffer's memory
   * is allocated as it fills, not in advance. Go's {@code make(chan T, capacity)}.
   *
   * @param <T> the type of the values
   * @param capacity how many values fit into the buffer
   * @return a new channel
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is negative
   */
  static <T> Channel<T> make(int capacity) {
    requireSize(capacity >= 0);
    return capacity == 0 ? new RendezvousChannel<>() : new BufferedChannel<>(capacity);
  }

  /**
   * Returns Go's nil channel: every operation blocks for ever, the {@code try} forms never succeed,
   * and its cases in a select are never ready.
   *
   * @param <T> the type of the values
   * @return the same object each time
   */
  @SuppressWarnings("unchecked") // it never holds a T
  static <T> Channel<T> never() {
    return (Channel<T>) NeverChannel.INSTANCE;
  }

  /**
   * Returns a channel whose buffer is unbounded, so that sends never block. Go has no counterpart.
   *
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unbounded() {
    return new BufferedChannel<>(Integer.MAX_VALUE);
  }

  /**
   * Returns a channel that drops its oldest value when it is full. Sends never block, and a
   * receiver gets the latest values. Go has no counterpart.
   *
   * @param <T> the type of the values
   * @param capacity how many values it keeps, at least 1
   * @return a new channel
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is below 1
   */
  static <T> Channel<T> sliding(int capacity) {
    requireSize(capacity >= 1);
    return new SlidingChannel<>(capacity);
  }

  /**
   * Returns a channel that drops a new value when it is full. Sends never block, and a receiver
   * gets the earliest values. Go has no counterpart.
   *
   * @param <T> the type of the values
   * @param capacity how many values it keeps, at least 1
   * @return a new channel
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is below 1
   */
  static <T> Channel<T> dropping(int capacity) {
    requireSize(capacity >= 1);
    return new DroppingChannel<>(capacity);
  }

  private static void requireSize(boolean inRange) {
    if (!inRange) {
      throw new IllegalArgumentException("makechan: size out of range");
    }
  }

  /**
   * Returns a view of this channel that can only send, and cannot be cast back. The same object
   * each time. Go's conversion to {@code chan<- T}.
   *
   * @return a view of this channel
   */
  SendChannel<T> sendOnly();

  /**
   * Returns a view of this channel that can only receive, and cannot be cast back. The same object
   * each time. Go's conversion to {@code <-chan T}.
   *
   * @return a view of this channel
   */
  ReceiveChannel<T> receiveOnly();
}
