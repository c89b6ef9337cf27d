// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.wait.StackReserve;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One subscriber's share of a channel: see {@link Bridges#publisher}. */
final class ChannelSubscription<T> implements Flow.Subscription {
  /*
   * A goroutine of its own makes all calls to the subscriber, one after the other. It receives only while
   * values were asked for and not delivered yet (`demand`), so that it takes nothing that it could
   * not deliver. In between it waits for `requests`, which holds at most one token: that there is
   * something new to see. `over` is closed by the first cancel or bad request; it comes first among
   * ready cases, and a value that has been received is delivered all the same.
   * The subscriber is known to that goroutine only: who keeps a cancelled subscription keeps no
   * subscriber.
   * Checked by: PublisherTckTest, BridgesTest
   */
  private final ReceiveChannel<? extends T> channel;
  private final AtomicLong demand = new AtomicLong();
  private final Channel<Boolean> requests = Channel.sliding(1);
  private final Channel<Void> over = Channel.make();
  private @Nullable IllegalArgumentException badRequest;
  private boolean isOver;

  ChannelSubscription(ReceiveChannel<? extends T> channel) {
    this.channel = channel;
    requests.trySend(Boolean.TRUE); // its buffer is there when a request must not fail halfway
  }

  /** What its goroutine does. */
  void run(Flow.Subscriber<? super T> subscriber) {
    subscriber.onSubscribe(this);
    try {
      deliver(subscriber);
    } catch (InterruptedException e) {
      subscriber.onError(e);
    }
  }

  private void deliver(Flow.Subscriber<? super T> subscriber) throws InterruptedException {
    var selector = Selector.ordered();
    var end = selector.receive(over);
    var values = selector.<T>receive(channel);
    var more = selector.receive(requests);
    while (true) {
      if (demand.get() > 0) {
        values.enable();
      } else if (channel.isClosed()) {
        subscriber.onComplete();
        return;
      } else {
        values.disable();
      }
      var ready = selector.select();
      if (ready == end) {
        var bad = badRequest();
        if (bad != null) {
          subscriber.onError(bad);
        }
        return;
      }
      if (ready == more) {
        continue;
      }
      var value = values.value();
      if (value == null) {
        subscriber.onComplete();
        return;
      }
      demand.getAndUpdate(n -> n == Long.MAX_VALUE ? n : n - 1);
      subscriber.onNext(value);
    }
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      end(new IllegalArgumentException("non-positive subscription request: " + n));
      return;
    }
    StackReserve.touchTwice(); // both steps or none
    demand.getAndUpdate(old -> old + n < 0 ? Long.MAX_VALUE : old + n);
    requests.trySend(Boolean.TRUE);
  }

  @Override
  public void cancel() {
    end(null);
  }

  private synchronized void end(@Nullable IllegalArgumentException why) {
    StackReserve.touchTwice();
    if (!isOver) {
      isOver = true;
      badRequest = why;
      over.close();
    }
  }

  private synchronized @Nullable IllegalArgumentException badRequest() {
    return badRequest;
  }
}
