// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a channel: Go's {@code <-chan T}. Any thread may use it.
 *
 * @param <T> the type of the values, which are never null
 */
public sealed interface ReceiveChannel<T> extends Iterable<T> permits Channel, ReceiveOnly {
  /**
   * Receives the next value, and waits for one if there is none. Actions before the send, or before
   * the close, happen-before its return. Go's {@code <-c}.
   *
   * @return the value; null if and only if the channel is closed and empty
   * @throws InterruptedException if interrupted before or during the wait; nothing was received. If
   *     a value had already been handed over, it is returned and the interrupt status stays set
   */
  @Nullable T receive() throws InterruptedException;

  /**
   * Receives a value if that is possible without waiting. Never blocks, and ignores interrupts.
   * Actions before the send, or before the close, happen-before its return. Go's receive in a
   * {@code select} with a {@code default}.
   *
   * @return a value, or that there is none now, or that there will be no more
   */
  Received<T> tryReceive();

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

  /**
   * Says whether the channel is closed and empty, so that no more values can be received. If true,
   * the close happens-before the return. Never blocks. Go has no counterpart.
   *
   * @return true if it is closed and empty; it then stays so
   */
  boolean isClosed();

  /**
   * Go's {@code for v := range c}: receives until the channel is closed and empty. It does not
   * receive ahead of the loop: {@code hasNext} receives one value and keeps it for {@code next}.
   * Iterators are independent of each other.
   *
   * <p>If the thread is interrupted while it waits, the iterator throws {@link
   * UncheckedInterruptedException} and sets the interrupt status again.
   */
  @Override
  default Iterator<T> iterator() {
    return new ChannelIterator<>(this);
  }

  /**
   * The same as {@link #iterator()}, for streams. It receives a value when one is requested, and
   * never ahead. It is ordered and does not split: a parallel stream over it runs in one thread.
   */
  @Override
  default Spliterator<T> spliterator() {
    return new ChannelSpliterator<>(this);
  }

  /**
   * Returns a stream of the received values, until the channel is closed and empty. It waits for
   * values as a loop over the channel does. A stream that ends early ({@code limit}, {@code
   * findFirst}) has received only the values that it used. If interrupted, it throws {@link
   * UncheckedInterruptedException}. Go has no counterpart.
   *
   * @return a sequential stream
   */
  default Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }
}
