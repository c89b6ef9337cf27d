// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A case that receives. After a select that chose it, {@link #value} and {@link #closed} say what
 * came; otherwise they are null and false.
 *
 * @param <T> what the channel carries
 */
public final class ReceiveCase<T> extends SelectCase {
  private @Nullable ChannelCore<? extends T> core;
  private @Nullable T value;
  private boolean closed;

  ReceiveCase(@Nullable ReceiveChannel<? extends T> channel) {
    core = coreOf(channel);
  }

  /**
   * What was received; null if the channel was closed and drained.
   *
   * @return the value, null also if another case was chosen
   */
  public @Nullable T value() {
    requireAtRest();
    return value;
  }

  /**
   * True if the case was chosen because its channel is closed and drained.
   *
   * @return Go's {@code !ok}
   */
  public boolean closed() {
    requireAtRest();
    return closed;
  }

  /**
   * Swaps the channel; null disables the case until there is one again.
   *
   * @param channel where to receive from now on
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
    if (Race.ON) {
      Race.waits(w);
    }
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
