// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A case that sends. It is disabled until {@link #offer} gives it a value. When it is chosen, it
 * has sent the value and is disabled again.
 *
 * @param <T> the type of the values
 */
public final class SendCase<T> extends SelectCase {
  private @Nullable ChannelCore<? super T> core;
  private @Nullable T value;

  /** The value as it was given, where its channel has made another of it. */
  private @Nullable T given;

  /** It was chosen because its channel is closed. */
  private boolean sendsToClosed;

  SendCase(@Nullable SendChannel<? super T> channel) {
    core = coreOf(channel);
    setEnabled(false);
  }

  /**
   * Sets the value to send, in place of one that has not been sent yet, and enables the case.
   *
   * @param newValue the value to send, not null
   */
  public void offer(T newValue) {
    Objects.requireNonNull(newValue, "value");
    requireChangeable();
    admit(newValue);
    super.enable();
  }

  private void admit(T newValue) {
    var admitted = core == null ? newValue : admitted(core, newValue);
    value = admitted;
    if (admitted != newValue || given != null) {
      given = admitted == newValue ? null : newValue;
    }
  }

  @SuppressWarnings("unchecked") // what a channel makes of a value only its pump sees
  private static <S, T extends S> T admitted(ChannelCore<S> core, T value) {
    return (T) core.admit(value);
  }

  /**
   * Enables the case again after {@link #disable}.
   *
   * @throws IllegalStateException if there is no value to send
   */
  @Override
  public void enable() {
    if (value == null) {
      throw new IllegalStateException("a send case without a value: offer one");
    }
    super.enable();
  }

  /**
   * Replaces the channel; null disables the case until it has a channel again.
   *
   * @param channel the channel to send to
   */
  public void channel(@Nullable SendChannel<? super T> channel) {
    requireChangeable();
    core = coreOf(channel);
    channelHasChanged();
    var v = given != null ? given : value;
    if (v != null) {
      admit(v);
    }
  }

  @SuppressWarnings("unchecked") // never() takes nothing, so its type does not matter
  static <T> @Nullable ChannelCore<? super T> coreOf(@Nullable SendChannel<? super T> channel) {
    return switch (channel) {
      case null -> null;
      case ChannelCore<? super T> c -> c;
      case SendOnly<? super T> view -> coreOf(view.channel());
      case NeverChannel n -> null;
    };
  }

  @Override
  @Nullable ChannelCore<?> core() {
    return isEnabled() ? core : null;
  }

  private ChannelCore<? super T> required() {
    if (core == null) {
      throw new IllegalStateException("no channel");
    }
    return core;
  }

  private T requiredValue() {
    return Objects.requireNonNull(value, "value");
  }

  @Override
  boolean isReady() {
    return required().canOffer();
  }

  @Override
  boolean attempt() {
    if (required().isClosedForSend()) {
      sendsToClosed = true;
      return true;
    }
    return required().offer(requiredValue());
  }

  @Override
  void enqueue(Waiter w) {
    w.item = requiredValue();
    required().senders.add(w);
    required().senderCame();
  }

  @Override
  void dequeue(Waiter w) {
    required().senders.remove(w);
  }

  @Override
  void won(Waiter w) {
    sendsToClosed = !w.ok;
    if (Race.ON) {
      Race.woken(w);
    }
  }

  /** It was chosen: fails if that was because of a closed channel. */
  void requireSent() {
    if (sendsToClosed) {
      sendsToClosed = false;
      throw ChannelClosedException.onSend();
    }
  }

  /** The value has gone, whether or not it arrived. */
  void dropValue() {
    value = null;
    if (given != null) {
      given = null;
    }
    setEnabled(false);
  }
}
