// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Iterator;
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

  /** Receives what can be received at once. Ignores interrupts. */
  Received<T> tryReceive();

  /** How many values are in the buffer, at some instant during the call; 0 if unbuffered. */
  int length();

  /** How many values fit into the buffer; {@link Integer#MAX_VALUE} when unbounded. */
  int capacity();

  /** Closed and drained: no value will come any more. If true, the call is after the close. */
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
}
