// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * The sending side of a channel: Go's {@code chan<- T}. Any thread may use it.
 *
 * @param <T> the type of the values, which are never null
 */
public sealed interface SendChannel<T> permits Channel, SendOnly {
  /**
   * Sends a value. Waits until there is room in the buffer or, on an unbuffered channel, until a
   * receiver has taken the value. Actions before the send happen-before the completion of the
   * receive. Go's {@code c <- value}.
   *
   * @param value the value to send
   * @throws ChannelClosedException "send on closed channel", also if the channel is closed while it
   *     waits
   * @throws InterruptedException if interrupted before or during the wait; nothing was sent
   * @throws NullPointerException if the value is null
   */
  void send(T value) throws InterruptedException;

  /**
   * Sends a value if that is possible without waiting. Ignores interrupts. Go's send in a {@code
   * select} with a {@code default}.
   *
   * @param value the value to send
   * @return true if the value was sent; false if the send would have to wait
   * @throws ChannelClosedException "send on closed channel"
   * @throws NullPointerException if the value is null
   */
  boolean trySend(T value);

  /**
   * Closes the channel: no more values may be sent. Receivers get the values that are in the
   * buffer, then null. Senders get an exception, including those that wait. Never blocks;
   * happens-before every receive that reports it. Go's {@code close(c)}.
   *
   * @throws ChannelClosedException "close of closed channel"; "close of nil channel" on {@link
   *     Channel#never()}
   */
  void close();

  /**
   * Returns how many values are in the buffer at some instant during the call; 0 if unbuffered.
   * Go's {@code len(c)}.
   *
   * @return the number of values, which other threads may change at any time
   */
  int length();

  /**
   * Returns how many values fit into the buffer; {@link Integer#MAX_VALUE} if it is unbounded. Go's
   * {@code cap(c)}.
   *
   * @return the number of values, 0 if unbuffered
   */
  int capacity();
}
