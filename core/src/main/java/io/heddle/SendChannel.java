// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * The side of a channel that sends: Go's {@code chan<- T}. Any thread may use it.
 *
 * @param <T> what it carries; never null
 */
public sealed interface SendChannel<T> permits Channel, SendOnly {
  /**
   * Sends the value, and waits until there is room for it in the buffer or, on an unbuffered
   * channel, a receiver has taken it. What precedes it happens-before the completion of its
   * receive. Go's {@code c <- value}.
   *
   * @param value what to send
   * @throws ChannelClosedException "send on closed channel", also if that happens while it waits
   * @throws InterruptedException if interrupted before or while it waits: then nothing was sent
   * @throws NullPointerException if the value is null
   */
  void send(T value) throws InterruptedException;

  /**
   * Sends the value if that is possible at once. Ignores interrupts. Go's send in a {@code select}
   * with a {@code default}.
   *
   * @param value what to send
   * @return false if it would have to wait
   * @throws ChannelClosedException "send on closed channel"
   * @throws NullPointerException if the value is null
   */
  boolean trySend(T value);

  /**
   * Says that no value will come any more: receivers get what is in the buffer, then null; senders,
   * the blocked ones too, get an exception. Never blocks; happens-before every receive that reports
   * it. Go's {@code close(c)}.
   *
   * @throws ChannelClosedException "close of closed channel"; "close of nil channel" on {@link
   *     Channel#never()}
   */
  void close();

  /**
   * How many values are in the buffer, at some instant during the call; 0 if unbuffered. Go's
   * {@code len(c)}.
   *
   * @return the number of values; others may change it at any time
   */
  int length();

  /**
   * How many values fit into the buffer; {@link Integer#MAX_VALUE} when unbounded. Go's {@code
   * cap(c)}.
   *
   * @return the number of values, 0 if unbuffered
   */
  int capacity();
}
