// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The side of a channel that receives: Go's {@code <-chan T}. Any thread may use it.
 *
 * @param <T> what it carries; never null
 */
public sealed interface ReceiveChannel<T> extends Iterable<T> permits Channel, ReceiveOnly {
  /**
   * Receives the next value, waiting for one if need be. Go's {@code <-c}.
   *
   * @return null if and only if the channel is closed and drained
   * @throws InterruptedException if interrupted before or while it waits: then nothing was taken.
   *     If a value had already been handed over it is returned, and the interrupt status stays set
   */
  @Nullable T receive() throws InterruptedException;

  /**
   * Receives what can be received at once. Ignores interrupts. Never blocks; Go's receive in a
   * {@code select} with a {@code default}. What precedes the send, or the close, happens-before its
   * return.
   *
   * @return a value, or that there is none now, or that there will be none
   */
  Received<T> tryReceive();

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

  /**
   * Closed and drained: no value will come any more. If true, the call is after the close.
   *
   * @return true once it is so, and for ever
   */
  boolean isClosed();

  /**
   * Go's {@code for v := range c}: receives until the channel is closed and drained, and nothing
   * ahead of the loop: {@code hasNext} takes one value off and keeps it for {@code next}. Iterators
   * are independent of each other.
   *
   * <p>If the thread is interrupted in the loop, {@link UncheckedInterruptedException} is thrown
   * and the interrupt status is set again.
   */
  @Override
  default Iterator<T> iterator() {
    return new ChannelIterator<>(this);
  }

  /**
   * The loop of {@link #iterator()} for streams: receives a value when one is asked for, and
   * nothing ahead. It is ordered and does not split: a parallel stream over it runs in one thread.
   */
  @Override
  default Spliterator<T> spliterator() {
    return new ChannelSpliterator<>(this);
  }

  /**
   * What is received until the channel is closed and drained, as a stream, which waits for values
   * like a loop over the channel: a stream that ends early ({@code limit}, {@code findFirst}) has
   * received what it used and no more. An interrupt throws {@link UncheckedInterruptedException}.
   *
   * @return a sequential stream, for one use
   */
  default Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }
}
