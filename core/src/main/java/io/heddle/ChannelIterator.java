// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The loop over a channel; see {@link ReceiveChannel#iterator()}. For one thread. */
final class ChannelIterator<T> implements Iterator<T> {
  private final ReceiveChannel<T> channel;
  private @Nullable T received;

  ChannelIterator(ReceiveChannel<T> channel) {
    this.channel = channel;
  }

  @Override
  public boolean hasNext() {
    if (received == null) {
      received = receive(channel);
    }
    return received != null;
  }

  /** Receives; an interrupt is thrown unchecked and the status set again. */
  static <T> @Nullable T receive(ReceiveChannel<T> channel) {
    try {
      return channel.receive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException(e);
    }
  }

  @Override
  public T next() {
    var value = hasNext() ? received : null;
    if (value == null) {
      throw new NoSuchElementException("the channel is closed and drained");
    }
    received = null;
    return value;
  }
}
