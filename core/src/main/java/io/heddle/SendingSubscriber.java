// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.wait.StackReserve;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends what it gets: see {@link Bridges#subscriber}. */
final class SendingSubscriber<T> implements Flow.Subscriber<T> {
  /*
   * It asks for as many values as the channel has room for, and again when those have been sent. What
   * finds room or a receiver the publisher's thread sends; for the rest, which others have taken the
   * room of, there is a goroutine, and the publisher is not kept waiting. While that goroutine is
   * there all values go by way of it, for their order. The end may come meanwhile: then the goroutine
   * closes.
   * Under the monitor: all fields. Whoever sends, requests, closes or reports does so outside of it.
   * Checked by: SubscriberTckTest, BridgesTest
   */
  private final SendChannel<? super T> channel;
  private final Consumer<? super Throwable> onError;
  private final Queue<T> waiting = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private boolean sending;
  private @Nullable Runnable end;

  /** How many of those asked for have not been sent yet. */
  private long due;

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
      s.request(room());
    } else {
      s.cancel(); // it has one
    }
  }

  private long room() {
    long room = Math.max(1, (long) channel.capacity() - channel.length());
    synchronized (this) {
      due = room;
    }
    return room;
  }

  @Override
  public void onNext(T value) {
    Objects.requireNonNull(value, "value");
    StackReserve.touchTwice();
    try {
      if (isQueuedBehindOthers(value)) {
        return;
      }
      if (!channel.trySend(value)) {
        begin();
        startSending(value);
      } else if (countOne()) {
        subscription().request(room());
      }
    } catch (ChannelClosedException e) {
      subscription().cancel();
    }
  }

  private void startSending(T first) {
    try {
      Go.go(() -> sendWaiting(first));
    } catch (Throwable e) { // no memory: the next value is not to wait for a goroutine that is none
      takeAllAndStop();
      throw e;
    }
  }

  private synchronized boolean isQueuedBehindOthers(T value) {
    return sending && waiting.add(value);
  }

  private synchronized void begin() {
    sending = true;
  }

  /** One was sent; true if it was the last that was due. */
  private synchronized boolean countOne() {
    return --due <= 0;
  }

  private void sendWaiting(T first) throws InterruptedException {
    boolean sent = false;
    try {
      for (@Nullable T value = first; value != null; value = next()) {
        sent = false;
        channel.send(value);
        sent = true;
      }
    } catch (ChannelClosedException e) {
      // as below
    } finally {
      if (!sent) {
        subscription().cancel(); // closed by somebody, or asked to stop
        end(takeAllAndStop());
      }
    }
  }

  /** What is to be sent next; null if there is nothing: the goroutine ends. */
  private @Nullable T next() {
    boolean last = countOne();
    T value;
    Runnable atEnd = null;
    synchronized (this) {
      value = waiting.poll();
      if (value == null) {
        atEnd = takeAllAndStop();
      }
    }
    if (atEnd == null && last) {
      subscription().request(room());
    }
    end(atEnd);
    return value;
  }

  private synchronized @Nullable Runnable takeAllAndStop() {
    waiting.clear();
    sending = false;
    return end;
  }

  private static void end(@Nullable Runnable action) {
    if (action != null) {
      action.run();
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
