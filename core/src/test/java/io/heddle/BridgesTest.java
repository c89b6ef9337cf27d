// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels as publishers and subscribers of {@link Flow}; the TCK tests check the protocol. */
class BridgesTest {
  /** Asks for what the test tells it to ask for, and hands on what it gets. */
  private static final class Probe implements Flow.Subscriber<Integer> {
    final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    final Channel<Integer> values = Channel.unbounded();
    final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription s) {
      subscription.complete(s);
    }

    @Override
    public void onNext(Integer v) {
      assertThat(values.trySend(v)).isTrue();
    }

    @Override
    public void onError(Throwable e) {
      end.complete(e.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      end.complete("complete");
    }

    void request(long n) throws Exception {
      subscription.get().request(n);
    }
  }

  @Test
  void aPublisherReceivesOnlyWhatWasRequested() throws Exception {
    var c = Channel.<Integer>make(10);
    for (int i = 0; i < 5; i++) {
      c.send(i);
    }
    var probe = new Probe();
    Bridges.publisher(c).subscribe(probe);

    probe.request(2);
    assertThat(List.of(probe.values.receive(), probe.values.receive())).containsExactly(0, 1);
    Thread.sleep(5);
    assertThat(c.length()).as("the rest stays in the channel").isEqualTo(3);

    probe.request(Long.MAX_VALUE);
    c.close();
    assertThat(probe.end.get()).isEqualTo("complete");
    assertThat(probe.values.length()).isEqualTo(3);
  }

  @Test
  void aCancelledSubscriptionTakesNothingMore() throws Exception {
    var c = Channel.<Integer>make();
    var probe = new Probe();
    Bridges.publisher(c).subscribe(probe);
    probe.request(10);
    c.send(1);
    assertThat(probe.values.receive()).isEqualTo(1);

    probe.subscription.get().cancel();
    while (c.toString().contains("waiting")) {
      Thread.sleep(1);
    }

    assertThat(c.trySend(2)).isFalse();
    assertThat(probe.end).isNotDone();
  }

  @Test
  void anInterruptOfItsGoroutineIsAnError() throws Exception {
    var thread = new CompletableFuture<Thread>();
    var probe = new Probe();
    var c = Channel.<Integer>make();
    Bridges.<Integer>publisher(c)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription s) {
                thread.complete(Thread.currentThread());
              }

              @Override
              public void onNext(Integer v) {}

              @Override
              public void onError(Throwable e) {
                probe.onError(e);
              }

              @Override
              public void onComplete() {}
            });
    Blocked.await(thread.get());
    thread.get().interrupt();
    assertThat(probe.end.get()).isEqualTo("InterruptedException");
  }

  @Test
  void severalSubscribersShareTheValues() throws Exception {
    int n = Scale.of(2000);
    var c = Channel.<Integer>make();
    var probes = List.of(new Probe(), new Probe(), new Probe());
    var publisher = Bridges.publisher(c);
    for (var probe : probes) {
      publisher.subscribe(probe);
      probe.request(Long.MAX_VALUE);
    }
    for (int i = 0; i < n; i++) {
      c.send(i);
    }
    c.close();

    var all = new ArrayList<Integer>();
    for (var probe : probes) {
      assertThat(probe.end.get()).isEqualTo("complete");
      probe.values.close();
      probe.values.forEach(all::add);
    }
    assertThat(all).hasSize(n).doesNotHaveDuplicates();
  }

  @OutsideBubbles
  @Test
  void aSubscriberSendsAndClosesAtTheEnd() throws Exception {
    var c = Channel.<Integer>make(2);
    var failure = new AtomicReference<Throwable>();
    int n = Scale.of(2000);
    try (var publisher = new SubmissionPublisher<Integer>()) {
      publisher.subscribe(Bridges.subscriber(c.sendOnly(), failure::set));
      var all = Attempt.of(() -> c.stream().toList());
      for (int i = 0; i < n; i++) {
        publisher.submit(i);
      }
      publisher.close();

      assertThat(all.result()).hasSize(n).isSorted();
    }
    assertThat(failure.get()).isNull();
  }

  @Test
  void asManyAreAskedForAsTheChannelHasRoom() throws Exception {
    var c = Channel.<Integer>make(5);
    c.send(0);
    var requested = Channel.<Long>unbounded();
    var subscriber = Bridges.<Integer>subscriber(c, e -> {});
    subscriber.onSubscribe(subscription(requested, Channel.make(1)));
    assertThat(requested.receive()).isEqualTo(4);

    c.send(-1); // somebody else takes a place
    for (int i = 1; i <= 4; i++) {
      assertThat(requested.length()).isZero();
      subscriber.onNext(i); // the last waits, and a goroutine sends it
    }
    for (int expected : new int[] {0, -1, 1, 2, 3, 4}) {
      assertThat(c.receive()).isEqualTo(expected);
    }
    assertThat(requested.receive()).isBetween(1L, 5L);
    subscriber.onComplete();
    assertThat(c.receive()).isNull();
  }

  @Test
  void whatFindsNoRoomKeepsItsOrder() throws Exception {
    var c = Channel.<Integer>make(3);
    var requested = Channel.<Long>unbounded();
    var subscriber = Bridges.<Integer>subscriber(c, e -> {});
    subscriber.onSubscribe(subscription(requested, Channel.make(1)));
    for (int i = 0; i < 3; i++) {
      c.send(-1);
    }
    for (int i = 0; i < 3; i++) {
      subscriber.onNext(i);
    }
    subscriber.onComplete();

    assertThat(c.stream().toList()).containsExactly(-1, -1, -1, 0, 1, 2);
  }

  @Test
  void aFailureIsToldBeforeTheClose() throws Exception {
    var c = Channel.<Integer>make();
    var failure = new AtomicReference<Throwable>();
    var subscriber = Bridges.subscriber(c, failure::set);
    var requested = Channel.<Long>unbounded();
    subscriber.onSubscribe(subscription(requested, Channel.make(1)));
    assertThat(requested.receive()).isEqualTo(1);
    subscriber.onNext(5); // nobody receives yet: a goroutine sends it
    subscriber.onError(new IOException("lost"));

    assertThat(failure.get()).as("not before the value has been sent").isNull();
    assertThat(c.receive()).isEqualTo(5);
    assertThat(c.receive()).isNull();
    assertThat(failure.get()).hasMessage("lost");
    assertThat(requested.length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSubscriberWhoseChannelIsClosedCancels(boolean whileItSends) throws Exception {
    var c = Channel.<Integer>make();
    var cancelled = Channel.<Boolean>make(1);
    var subscriber = Bridges.<Integer>subscriber(c, e -> {});
    subscriber.onSubscribe(subscription(Channel.unbounded(), cancelled));
    if (whileItSends) {
      subscriber.onNext(1);
      while (!c.toString().contains("sender waiting")) {
        Thread.sleep(1);
      }
      c.close();
    } else {
      c.close();
      subscriber.onNext(1);
    }
    assertThat(cancelled.receive()).isTrue();
    subscriber.onComplete(); // too late, harmless
  }

  private static Flow.Subscription subscription(
      Channel<Long> requested, Channel<Boolean> cancelled) {
    return new Flow.Subscription() {
      @Override
      public void request(long n) {
        requested.trySend(n);
      }

      @Override
      public void cancel() {
        cancelled.trySend(true);
      }
    };
  }

  @Test
  void fromChannelToChannelThroughFlow() throws Exception {
    int n = Scale.of(5000);
    var from = Channel.<Integer>make(3);
    var to = Channel.<Integer>make(2);
    Bridges.publisher(from).subscribe(Bridges.subscriber(to, e -> {}));
    Go.go(() -> {
      for (int i = 0; i < n; i++) {
        from.send(i);
      }
      from.close();
    });
    int expected = 0;
    for (int v : to) {
      assertThat(v).isEqualTo(expected++);
    }
    assertThat(expected).isEqualTo(n);
  }

  @Test
  void nullsAreRefused() {
    assertThatThrownBy(() -> Bridges.future(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Bridges.publisher(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Bridges.subscriber(null, e -> {}))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Bridges.subscriber(Channel.make(), null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Bridges.channel(null)).isInstanceOf(NullPointerException.class);
  }
}
