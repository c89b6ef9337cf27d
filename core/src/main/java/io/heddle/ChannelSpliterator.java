// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The values of a channel for a stream; see {@link ReceiveChannel#spliterator()}. */
final class ChannelSpliterator<T> implements Spliterator<T> {
  /*
   * Rejected: a split in two that both receive. The halves would get what comes, so there is no order;
   *           and a parallel stream splits until nobody is idle, and then its workers wait.
   */
  private final ReceiveChannel<T> channel;

  ChannelSpliterator(ReceiveChannel<T> channel) {
    this.channel = channel;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    var value = ChannelIterator.receive(channel);
    if (value == null) {
      return false;
    }
    action.accept(value);
    return true;
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL;
  }
}
