// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Conversions between channels and the JDK's futures and reactive streams. Threads need none: any
 * thread may use a channel. For {@code java.util.stream} see {@link ReceiveChannel#stream}. No
 * method blocks. Go has no counterpart.
 */
public final class Bridges {
  private Bridges() {}

  /**
   * Returns a future for the next value of the channel; its value is null if the channel is closed
   * and empty instead. It waits in the same queue as callers of {@link ReceiveChannel#receive}, but
   * no thread waits.
   *
   * <p>If the future is cancelled, or completed otherwise ({@code orTimeout}), it leaves the queue
   * and does not take a value. If a value was already assigned to it, {@code cancel} returns false
   * and the future completes with the value, so no value is lost.
   *
   * <p>Actions that depend on the future run in a goroutine. The send happens-before them.
   *
   * @param <T> the type of the values
   * @param channel the channel to receive from
   * @return a future that completes with one value, or with null
   */
  public static <T> CompletableFuture<@Nullable T> future(ReceiveChannel<? extends T> channel) {
    return ReceiveFuture.of(Objects.requireNonNull(channel, "channel"));
  }

  /**
   * Returns a channel that delivers the value of the stage and is then closed, so that a select can
   * wait for the stage. If the stage fails, is cancelled or completes with null, the channel is
   * closed without a value; the stage has the reason.
   *
   * <p>The stage keeps a reference to the channel until it completes; no operation on the channel
   * cancels the stage. Actions before the completion happen-before the receive.
   *
   * @param <T> the type of the value
   * @param stage the stage to wait for
   * @return a channel with at most one value
   */
  public static <T> ReceiveChannel<T> channel(CompletionStage<? extends @Nullable T> stage) {
    var c = Channel.<T>make(1);
    var _ =
        stage.whenComplete((value, failure) -> {
          try {
            if (value != null) {
              c.trySend(value);
            }
          } finally {
            c.close(); // where there was no memory, too: nobody may wait for ever
          }
        });
    return c.receiveOnly();
  }

  /**
   * Returns a publisher of the values of the channel. Each subscription is a receiver of the
   * channel, so each value goes to one subscription only. A subscription receives only values that
   * were requested, and delivers every value that it has received, even if it is cancelled
   * meanwhile. It completes when the channel is closed and empty; if nothing is requested, it
   * notices that after the next delivery or request.
   *
   * <p>Each subscription calls its subscriber in a goroutine of its own. If that goroutine is
   * interrupted, at the end of its program, {@code onError} gets an {@link InterruptedException}.
   *
   * @param <T> the type of the values
   * @param channel the channel to receive from
   * @return a publisher of these values, for any number of subscribers
   */
  public static <T> Flow.Publisher<T> publisher(ReceiveChannel<? extends T> channel) {
    Objects.requireNonNull(channel, "channel");
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      var subscription = new ChannelSubscription<T>(channel);
      Go.go(() -> subscription.run(subscriber));
    };
  }

  /**
   * Returns a subscriber that sends the values to a channel, and closes the channel when the
   * publisher completes or fails. It requests as many values as the channel has room for, at least
   * one, and more when it has sent all of them. If the channel is full, a goroutine waits, not the
   * publisher. If the channel is closed by other code, the subscription is cancelled.
   *
   * @param <T> the type of the values
   * @param channel the channel to send to
   * @param onError called with a failure of the publisher, before the channel is closed for it; a
   *     receiver that sees the close also sees the effects of this call
   * @return a subscriber for one subscription
   */
  public static <T> Flow.Subscriber<T> subscriber(
      SendChannel<? super T> channel, Consumer<? super Throwable> onError) {
    return new SendingSubscriber<>(
        Objects.requireNonNull(channel, "channel"), Objects.requireNonNull(onError, "onError"));
  }
}
