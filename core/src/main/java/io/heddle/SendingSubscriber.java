// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends what it gets: see {@link Bridges#subscriber}. */
final class SendingSubscriber<T> implements Flow.Subscriber<T> {
  /*
   * It asks for one value after the other, so at most one is under way. If the channel has room or a
   * receiver, the publisher's thread sends it; if not, a goroutine does, and the publisher is not
   * kept waiting. The end may come while that goroutine is still sending: then the goroutine closes.
   * Under the monitor: `sending`, `end`. Whoever closes or reports does so outside of it.
   * Checked by: SubscriberTckTest, BridgesTest
   */
  private final SendChannel<? super T> channel;
  private final Consumer<? super Throwable> onError;
  private Flow.@Nullable Subscription subscription;
  private boolean sending;
  private @Nullable Runnable end;

  SendingSubscriber(SendChannel<? super T> channel, Consumer<? super Throwable> onError) {
    this.channel = channel;
    this.onError = onError;
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    Objects.requireNonNull(s, "subscription");
    synchronized (this) {
      if (subscription == null) {
        subscription = s;
      }
    }
    if (subscription == s) {
      s.request(1);
    } else {
      s.cancel(); // it has one
    }
  }

  @Override
  public void onNext(T value) {
    Objects.requireNonNull(value, "value");
    try {
      if (channel.trySend(value)) {
        subscription().request(1);
      } else {
        begin();
        Go.go(() -> sendWaiting(value));
      }
    } catch (ChannelClosedException e) {
      subscription().cancel();
    }
  }

  private void sendWaiting(T value) throws InterruptedException {
    boolean sent = false;
    try {
      channel.send(value);
      sent = true;
    } catch (ChannelClosedException e) {
      // as below
    } finally {
      var s = subscription();
      if (!sent) {
        s.cancel(); // closed by somebody, or asked to stop
      }
      var atEnd = finish();
      if (atEnd != null) {
        atEnd.run();
      } else if (sent) {
        s.request(1);
      }
    }
  }

  @Override
  public void onComplete() {
    endWith(this::close);
  }

  @Override
  public void onError(Throwable failure) {
    Objects.requireNonNull(failure, "failure");
    endWith(() -> {
      try {
        onError.accept(failure);
      } finally {
        close();
      }
    });
  }

  private void endWith(Runnable action) {
    synchronized (this) {
      if (sending) {
        end = action;
        return;
      }
    }
    action.run();
  }

  private synchronized void begin() {
    sending = true;
  }

  private synchronized @Nullable Runnable finish() {
    sending = false;
    return end;
  }

  private void close() {
    try {
      channel.close();
    } catch (ChannelClosedException e) {
      // somebody was first
    }
  }

  private synchronized Flow.Subscription subscription() {
    return Objects.requireNonNull(subscription, "onNext before onSubscribe");
  }
}
