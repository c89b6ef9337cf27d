// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A case that receives. After a select that chose it, {@link #value} and {@link #closed} have the
 * result; otherwise they are null and false.
 *
 * @param <T> the type of the values
 */
public final class ReceiveCase<T> extends SelectCase {
  private @Nullable ChannelCore<? extends T> core;
  private @Nullable T value;
  private boolean closed;

  ReceiveCase(@Nullable ReceiveChannel<? extends T> channel) {
    core = coreOf(channel);
  }

  /**
   * Returns the received value; null if the channel was closed and empty.
   *
   * @return the value; also null if another case was chosen
   */
  public @Nullable T value() {
    requireAtRest();
    return value;
  }

  /**
   * Says whether the case was chosen because its channel is closed and empty.
   *
   * @return Go's {@code !ok}
   */
  public boolean closed() {
    requireAtRest();
    return closed;
  }

  /**
   * Replaces the channel; null disables the case until it has a channel again.
   *
   * @param channel the channel to receive from
   */
  public void channel(@Nullable ReceiveChannel<? extends T> channel) {
    requireChangeable();
    core = coreOf(channel);
    channelHasChanged();
  }

  static <T> @Nullable ChannelCore<? extends T> coreOf(
      @Nullable ReceiveChannel<? extends T> channel) {
    return switch (channel) {
      case null -> null;
      case ChannelCore<? extends T> c -> c;
      case ReceiveOnly<? extends T> view -> coreOf(view.channel());
      case NeverChannel n -> null;
    };
  }

  @Override
  @Nullable ChannelCore<?> core() {
    return isEnabled() ? core : null;
  }

  private ChannelCore<? extends T> required() {
    if (core == null) {
      throw new IllegalStateException("no channel");
    }
    return core;
  }

  @Override
  boolean hadNothing() {
    return required().hadNothing();
  }

  @Override
  boolean isReady() {
    return required().canPoll();
  }

  @Override
  boolean attempt() {
    value = required().poll();
    closed = value == null && required().isDrained();
    if (Race.ON && closed) {
      Race.sawClose(required());
    }
    return value != null || closed;
  }

  @Override
  void enqueue(Waiter w) {
    required().receivers.add(w);
    required().receiverCame();
  }

  @Override
  void dequeue(Waiter w) {
    if (required().receivers.remove(w)) {
      required().receiverLeft();
    }
  }

  @Override
  @SuppressWarnings("unchecked") // a sender of this channel left it
  void won(Waiter w) {
    value = (T) w.item;
    closed = !w.ok;
    if (Race.ON) {
      Race.woken(w);
      Race.acquire(required());
      if (closed) {
        Race.sawClose(required());
      }
    }
  }

  /** Drops what an earlier select left here. */
  void forget() {
    value = null;
    closed = false;
  }
}
