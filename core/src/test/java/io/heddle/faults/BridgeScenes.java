// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.faults.Scene.await;
import static io.heddle.faults.Scene.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.faults.Scene.Box;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Loops over channels, stages, reactive streams: what was not taken is still there. */
final class BridgeScenes {
  private BridgeScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    all.put("iterator", made(BridgeScenes::iterator));
    all.put("channel of a stage", made(BridgeScenes::stage));
    all.put("publisher", made(BridgeScenes::publisher));
    all.put("request", made(BridgeScenes::request));
    all.put("cancel of a subscription", made(BridgeScenes::cancel));
    all.put("subscriber", made(BridgeScenes::subscriber));
    all.put("subscriber of a full channel", made(BridgeScenes::subscriberThatWaits));
    all.put("subscriber that is told the end", made(BridgeScenes::complete));
  }

  private static Scene iterator() throws InterruptedException {
    var c = Channel.<Integer>make(2);
    c.send(1);
    c.send(2);
    var values = c.iterator();
    var box = new Box();
    return new Scene(
        () -> box.flag = values.hasNext(),
        failed -> {
          assertThat(values.next()).isEqualTo(1);
          assertThat(values.next()).isEqualTo(2);
        });
  }

  private static Scene stage() {
    var stage = new CompletableFuture<Integer>();
    var box = new Box();
    return new Scene(
        () -> box.value = Bridges.channel(stage),
        failed -> {
          stage.complete(1);
          assertThat(failed || ((ReceiveChannel<?>) box.value).receive().equals(1)).isTrue();
        });
  }

  private static Scene publisher() throws InterruptedException {
    var c = Channel.<Integer>make(1);
    c.send(1);
    var subscriber = new Taking(Long.MAX_VALUE);
    return new Scene(
        () -> Bridges.publisher(c).subscribe(subscriber),
        failed -> {
          if (failed) {
            assertThat(c.length()).isEqualTo(1);
          } else {
            await(() -> subscriber.got.equals(List.of(1)));
          }
        });
  }

  private static Scene request() throws InterruptedException {
    var c = Channel.<Integer>make(3);
    c.send(1);
    c.send(2);
    c.send(3);
    var subscriber = new Taking(0);
    Bridges.publisher(c).subscribe(subscriber);
    await(() -> subscriber.subscription != null);
    return new Scene(
        () -> subscriber.subscription.request(1),
        failed -> {
          if (failed) {
            subscriber.subscription.request(1);
          }
          await(() -> !subscriber.got.isEmpty());
          subscriber.subscription.request(1);
          await(() -> subscriber.got.size() >= 2);
          assertThat(c.length()).isEqualTo(1);
          subscriber.subscription.cancel();
        });
  }

  private static Scene cancel() throws InterruptedException {
    var c = Channel.<Integer>make(1);
    var subscriber = new Taking(1);
    Bridges.publisher(c).subscribe(subscriber);
    await(() -> c.toString().contains("waiting"));
    return new Scene(
        () -> subscriber.subscription.cancel(),
        failed -> {
          if (failed) {
            subscriber.subscription.cancel();
          }
          await(() -> !c.toString().contains("waiting"));
        });
  }

  private static Scene subscriber() {
    var c = Channel.<Integer>make(1);
    var subscriber = Bridges.subscriber(c, e -> {});
    subscriber.onSubscribe(new Counting());
    return new Scene(
        () -> subscriber.onNext(1),
        failed -> {
          if (c.length() == 0) {
            assertThat(failed).isTrue();
            subscriber.onNext(1);
          }
          assertThat(c.receive()).isEqualTo(1);
          subscriber.onComplete();
          assertThat(c.isClosed()).isTrue();
        });
  }

  private static Scene subscriberThatWaits() throws InterruptedException {
    var c = Channel.<Integer>make(1);
    var subscriber = Bridges.subscriber(c, e -> {});
    subscriber.onSubscribe(new Counting());
    c.send(0);
    return new Scene(
        () -> subscriber.onNext(1),
        failed -> {
          if (failed) {
            subscriber.onNext(1);
          }
          assertThat(c.receive()).isZero();
          assertThat(c.receive()).isEqualTo(1);
          subscriber.onComplete();
          assertThat(c.receive()).as("it is closed").isNull();
        });
  }

  private static Scene complete() {
    var c = Channel.<Integer>make(1);
    var subscriber = Bridges.subscriber(c, e -> {});
    subscriber.onSubscribe(new Counting());
    return new Scene(
        subscriber::onComplete,
        failed -> {
          if (failed) {
            subscriber.onComplete();
          }
          assertThat(c.isClosed()).isTrue();
        });
  }

  /** Asks for some values at the beginning, and keeps what it gets. */
  private static final class Taking implements Flow.Subscriber<Integer> {
    private final long first;
    final List<Integer> got = new CopyOnWriteArrayList<>();
    volatile Flow.Subscription subscription;

    Taking(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
      if (first > 0) {
        s.request(first);
      }
      subscription = s;
    }

    @Override
    public void onNext(Integer value) {
      got.add(value);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {}
  }

  private static final class Counting implements Flow.Subscription {
    private final AtomicLong requested = new AtomicLong();

    @Override
    public void request(long n) {
      requested.addAndGet(n);
    }

    @Override
    public void cancel() {}
  }
}
