// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From channels to the JDK's futures and reactive streams, and back. Threads need no bridge: any
 * thread may use a channel. For {@code java.util.stream} see {@link ReceiveChannel#stream}.
 */
public final class Bridges {
  private Bridges() {}

  /**
   * The next value of the channel, once there is one; null if it is closed and drained instead. It
   * stands in line with those who wait in {@link ReceiveChannel#receive}, but no thread waits.
   *
   * <p>If the future is cancelled, or completed by anybody else ({@code orTimeout}), it leaves the
   * line, and no value is taken for it. If a value was on its way already, that is refused (false)
   * and the future gets the value: none is lost.
   *
   * <p>What depends on the future runs in a goroutine. The send happens-before it.
   *
   * @param <T> what the channel carries
   * @param channel where the value is received
   * @return a future that completes with one value, or with null
   */
  public static <T> CompletableFuture<@Nullable T> future(ReceiveChannel<? extends T> channel) {
    return ReceiveFuture.of(Objects.requireNonNull(channel, "channel"));
  }

  /**
   * A channel that gives what the stage completes with, and is then closed; so that a select can
   * wait for it. If the stage fails, is cancelled or completes with null, it is closed without a
   * value: ask the stage why.
   *
   * <p>The stage keeps the channel until it completes; nothing that is done with the channel
   * cancels the stage. What precedes its completion happens-before the receive.
   *
   * @param <T> the type of the value
   * @param stage what to wait for
   * @return a channel with at most one value
   */
  public static <T> ReceiveChannel<T> channel(CompletionStage<? extends @Nullable T> stage) {
    var c = Channel.<T>make(1);
    var _ =
        stage.whenComplete((value, failure) -> {
          if (value != null) {
            c.trySend(value);
          }
          c.close();
        });
    return c.receiveOnly();
  }

  /**
   * A publisher of what is received from the channel. Each subscription is a receiver like any
   * other: several share the values, they do not each get all of them. A subscription receives only
   * what was requested; what it has received it delivers, also if it is cancelled meanwhile. It
   * completes when the channel is closed and drained (if nothing is requested: when that is next
   * looked at, after a delivery or a request).
   *
   * <p>The subscriber is called in a goroutine of the subscription's own. If that is interrupted,
   * at the end of its program, the subscriber is told {@link InterruptedException} as an error.
   *
   * @param <T> what the channel carries
   * @param channel where the values are received
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
   * A subscriber that sends what it gets, and closes the channel when the publisher completes or
   * fails. It requests as many values as the channel has room for, at least one, and more when all
   * of them were sent; while the channel is full a goroutine waits, not the publisher. If somebody
   * else closes the channel it cancels its subscription.
   *
   * @param <T> what the channel carries
   * @param channel where the values are sent
   * @param onError is told a failure of the publisher, before the channel is closed for it: a
   *     receiver that sees the close sees what that has done
   * @return a subscriber for one subscription
   */
  public static <T> Flow.Subscriber<T> subscriber(
      SendChannel<? super T> channel, Consumer<? super Throwable> onError) {
    return new SendingSubscriber<>(
        Objects.requireNonNull(channel, "channel"), Objects.requireNonNull(onError, "onError"));
  }
}
