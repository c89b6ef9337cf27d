// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.race.watched.JucOrderTest.edge;
import static io.heddle.race.watched.Racing.pause;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.context.Context;
import io.heddle.race.watched.JucOrderTest.Edge;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The orders of channels, where futures, streams and selectors stand for one of their ends. */
class BridgeOrderTest {
  /** So many values that all rooms of its buffer have one clock. */
  private static final int LARGE = 10_000;

  static Stream<Supplier<Edge>> edges() {
    return Stream.of(
        () -> {
          var c = Channel.<String>make();
          return edge("a future that waits", () -> c.send("x"), () -> Bridges.future(c).get());
        },
        () -> {
          var c = Channel.<String>make(LARGE);
          return edge(
              "a future that waits, large buffer",
              () -> {
                c.send("x");
                pause();
                c.send("y");
              },
              () -> {
                c.receive();
                Bridges.future(c).get();
              });
        },
        () -> {
          var c = Channel.<String>make(1);
          return edge(
              "a future of what is there",
              () -> c.send("x"),
              () -> {
                pause();
                Bridges.future(c).get();
              });
        },
        () -> {
          var c = Channel.<String>make();
          return edge(
              "a future, who receives",
              () -> Bridges.future(c),
              () -> {
                pause();
                c.send("x");
              });
        },
        () -> {
          var c = Channel.<String>make();
          return edge("a future that waits, close", c::close, () -> Bridges.future(c).get());
        },
        () -> {
          var c = Channel.<String>make();
          return edge(
              "a future of a closed channel",
              c::close,
              () -> {
                pause();
                Bridges.future(c).get();
              });
        },
        () -> {
          var f = new CompletableFuture<String>();
          var c = Bridges.channel(f);
          return edge("the channel of a stage", () -> f.complete("x"), c::receive);
        },
        () -> {
          var f = new CompletableFuture<String>();
          var c = Bridges.channel(f);
          return edge(
              "the channel of a stage that fails",
              () -> f.completeExceptionally(new IllegalStateException()),
              c::receive);
        },
        () -> {
          var c = Channel.<String>make();
          return edge("a publisher", () -> c.send("x"), () -> takeOne(c));
        },
        () -> {
          var c = Channel.<String>make(1);
          var p = new SubmissionPublisher<String>();
          p.subscribe(Bridges.subscriber(c, e -> {}));
          return edge("a subscriber", () -> p.submit("x"), c::receive);
        },
        () -> {
          var c = Channel.<String>make();
          return edge(
              "a stream",
              () -> {
                c.send("x");
                c.close();
              },
              () -> c.stream().forEach(x -> {}));
        },
        () -> {
          var c = Channel.<String>make();
          return edge("a stream's end", c::close, () -> c.stream().forEach(x -> {}));
        },
        () -> {
          var c = Channel.<String>make();
          return edge("an iterator", () -> c.send("x"), () -> c.iterator().next());
        },
        () -> {
          var c = Channel.<String>make();
          return edge(
              "an iterator's end", c::close, () -> assertThat(c.iterator().hasNext()).isFalse());
        },
        () -> {
          var c = Channel.<String>make();
          return edge(
              "tryReceive sees a close",
              c::close,
              () -> {
                while (!(c.tryReceive() instanceof Received.Closed)) {
                  Thread.yield();
                }
              });
        },
        () -> {
          var c = Channel.<String>make();
          var s = new Selector();
          s.receive(c);
          return edge("a selector receives", () -> c.send("x"), s::select);
        },
        () -> {
          var c = Channel.<String>make();
          var s = new Selector();
          s.receive(c);
          return edge("a selector sees a close", c::close, s::select);
        },
        () -> {
          var c = Channel.<String>make();
          return edge(
              "a selector sends",
              () -> {
                var s = new Selector();
                s.send(c).offer("x");
                s.select();
              },
              c::receive);
        },
        () -> {
          var f = new CompletableFuture<String>();
          var c = Context.background().withFuture(f);
          return edge("a context of a future", () -> f.complete("x"), () -> c.done().receive());
        });
  }

  private static void takeOne(ReceiveChannel<String> c) throws InterruptedException {
    var taken = new CountDownLatch(1);
    Bridges.publisher(c)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription s) {
                s.request(1);
              }

              @Override
              public void onNext(String value) {
                taken.countDown();
              }

              @Override
              public void onError(Throwable failure) {}

              @Override
              public void onComplete() {}
            });
    taken.await();
  }

  static Stream<Arguments> named() {
    return edges().map(e -> Arguments.argumentSet(e.get().name(), e));
  }

  @ParameterizedTest
  @MethodSource("named")
  void ordered(Supplier<Edge> supplier) throws Throwable {
    new MemoryOrderTest().ordered(supplier);
  }

  @ParameterizedTest
  @MethodSource("named")
  void orderedOnThreads(Supplier<Edge> supplier) throws Throwable {
    new MemoryOrderTest().orderedOnThreads(supplier);
  }

  @ParameterizedTest
  @MethodSource("named")
  void notOrdered(Supplier<Edge> supplier) throws Throwable {
    new MemoryOrderTest().notOrdered(supplier);
  }
}
