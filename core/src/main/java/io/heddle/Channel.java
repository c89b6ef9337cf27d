// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * Go's {@code chan T}: goroutines hand values to each other through it. Values come out in the
 * order in which they went in; who waits is served in the order in which they came, and no newcomer
 * overtakes one who waits.
 *
 * <p>Memory: a send happens-before the completion of its receive; a close before a receive that
 * reports it; a receive from an unbuffered channel before the completion of its send; the k-th
 * receive from a channel of capacity C before the completion of the (k+C)-th send.
 *
 * @param <T> what it carries; never null
 */
public sealed interface Channel<T> extends SendChannel<T>, ReceiveChannel<T>
    permits ChannelCore, NeverChannel {

  /**
   * An unbuffered channel: a send waits for its receiver. Go's {@code make(chan T)}.
   *
   * @param <T> what the channel carries
   * @return a new channel
   */
  static <T> Channel<T> make() {
    return new RendezvousChannel<>();
  }

  /**
   * A channel with a buffer, unbuffered for 0. Memory is taken as the buffer fills, not ahead. Go's
   * {@code make(chan T, capacity)}.
   *
   * @param <T> what the channel carries
   * @param capacity how many values fit into the buffer
   * @return a new channel
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is negative
   */
  static <T> Channel<T> make(int capacity) {
    requireSize(capacity >= 0);
    return capacity == 0 ? new RendezvousChannel<>() : new BufferedChannel<>(capacity);
  }

  /**
   * Go's nil channel: every operation blocks for ever, the {@code try} forms never succeed, and in
   * a select its cases are never ready.
   *
   * @param <T> what the channel carries
   * @return the same object each time
   */
  @SuppressWarnings("unchecked") // it never holds a T
  static <T> Channel<T> never() {
    return (Channel<T>) NeverChannel.INSTANCE;
  }

  /**
   * A channel whose buffer has no bound: sends never block. Beyond Go.
   *
   * @param <T> what the channel carries
   * @return a new channel
   */
  static <T> Channel<T> unbounded() {
    return new BufferedChannel<>(Integer.MAX_VALUE);
  }

  /**
   * A channel that drops the oldest value when it is full: sends never block, and a receiver sees
   * the latest. Beyond Go.
   *
   * @param <T> what the channel carries
   * @param capacity how many values it keeps, 1 or more
   * @return a new channel
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is below 1
   */
  static <T> Channel<T> sliding(int capacity) {
    requireSize(capacity >= 1);
    return new SlidingChannel<>(capacity);
  }

  /**
   * A channel that drops a value sent to it when it is full: sends never block, and a receiver sees
   * the earliest. Beyond Go.
   *
   * @param <T> what the channel carries
   * @param capacity how many values it keeps, 1 or more
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
   * This channel for those who may only send; it cannot be cast back. The same object each time.
   * Go's conversion to {@code chan<- T}.
   *
   * @return a view of this channel
   */
  SendChannel<T> sendOnly();

  /**
   * This channel for those who may only receive; it cannot be cast back. Always the same object.
   * Go's conversion to {@code <-chan T}.
   *
   * @return a view of this channel
   */
  ReceiveChannel<T> receiveOnly();
}
