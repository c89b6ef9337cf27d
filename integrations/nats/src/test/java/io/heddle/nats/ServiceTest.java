// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.CanceledException;
import io.heddle.context.Context;
import io.heddle.context.ContextException;
import io.heddle.context.DeadlineExceededException;
import io.heddle.runtime.Goroutines;
import io.heddle.sync.WaitGroup;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Request and reply. */
class ServiceTest {
  record Request(String item, int amount) {}

  record Reply(long cents) {}

  private static final Codec<Request> REQUESTS = Codec.json(Request.class);
  private static final Codec<Reply> REPLIES = Codec.json(Reply.class);
  private static TestServer server;
  private static Nats net;

  @BeforeAll
  static void startServer() throws Exception {
    server = TestServer.start();
    net = Nats.connect(server.options());
  }

  @AfterAll
  static void stopServer() {
    net.close();
    server.close();
  }

  private static Serving serve(String name, int limit, Handler<Request, Reply> handler)
      throws InterruptedException {
    return net.serve(name, REQUESTS, REPLIES, Serve.limit(limit), handler);
  }

  @Test
  void aCallIsAnswered() throws Exception {
    try (var s = serve("price", 64, (context, r) -> new Reply(100L * r.amount()))) {
      var price = net.caller("price", REQUESTS, REPLIES);
      assertThat(price.call(Context.background(), new Request("nut", 3))).isEqualTo(new Reply(300));
      try (var other = Nats.connect(server.options())) {
        var there = other.caller("price", REQUESTS, REPLIES);
        assertThat(there.call(new Request("bolt", 2))).isEqualTo(new Reply(200));
      }
    }
  }

  @Test
  void aFailureReachesTheCaller() throws Exception {
    try (var s =
        serve(
            "failing",
            4,
            (context, r) -> {
              throw new IllegalArgumentException("no such item: " + r.item());
            })) {
      assertThatThrownBy(() -> net.caller("failing", REQUESTS, REPLIES).call(new Request("nut", 1)))
          .isInstanceOf(NatsException.class)
          .hasMessage("service failing: IllegalArgumentException: no such item: nut");
    }
  }

  @Test
  void nobodyServes() {
    assertThatThrownBy(() -> net.caller("nobody", REQUESTS, REPLIES).call(new Request("nut", 1)))
        .isInstanceOf(NatsException.class)
        .hasMessage("service nobody: nobody serves it; start a server of it, or check the name");
  }

  @Test
  void theDeadlineTravels() throws Exception {
    var seen = Channel.<Instant>make(1);
    try (var s =
            serve(
                "dated",
                4,
                (context, r) -> {
                  seen.send(context.deadline());
                  return new Reply(0);
                });
        var context = Context.background().withTimeout(ofSeconds(60))) {
      net.caller("dated", REQUESTS, REPLIES).call(context, new Request("nut", 1));
      var latest = Instant.now().plusSeconds(60); // what is left travels: it counts from there
      assertThat(Channels.next(seen)).isBetween(context.deadline().minusMillis(10), latest);
    }
  }

  @Test
  void whoServesACallPastItsDeadlineSeesItsContextEnd() throws Exception {
    var ended = Channel.<Throwable>make(16);
    try (var s =
        serve(
            "slow",
            4,
            (context, r) -> {
              context.done().receive();
              ended.send(context.err());
              return new Reply(0);
            })) {
      var slow = net.caller("slow", REQUESTS, REPLIES);
      // Of the shorter ones none may arrive before it is over.
      for (int millis = 300; ended.length() == 0; millis *= 2) {
        try (var context = Context.background().withTimeout(ofMillis(millis))) {
          long before = System.nanoTime();
          assertThatThrownBy(() -> slow.call(context, new Request("nut", 1)))
              .isInstanceOf(DeadlineExceededException.class);
          assertThat(System.nanoTime() - before)
              .isBetween((millis - 50) * 1_000_000L, 60_000_000_000L);
        }
      }
      assertThat(Channels.next(ended)).isNotNull();
    }
  }

  @Test
  void aCancellationTravels() throws Exception {
    var started = Channel.<Boolean>make(1);
    var ended = Channel.<Throwable>make(1);
    try (var s =
        serve(
            "cancelled",
            4,
            (context, r) -> {
              started.send(true);
              context.done().receive();
              ended.send(context.err());
              return new Reply(0);
            })) {
      try (var context = Context.background().withCancel()) {
        Go.go(() -> {
          Channels.next(started);
          context.cancel();
        });
        assertThatThrownBy(() ->
                net.caller("cancelled", REQUESTS, REPLIES).call(context, new Request("nut", 1)))
            .isInstanceOf(CanceledException.class);
      }
      assertThat(Channels.next(ended)).isInstanceOf(CanceledException.class);
    }
  }

  @Test
  void whoServesACallerThatIsGoneSeesItsContextCancelled() throws Exception {
    var started = Channel.<Boolean>make(1);
    var ended = Channel.<Throwable>make(1);
    try (var s =
        serve(
            "orphaned",
            4,
            (context, r) -> {
              started.send(true);
              context.done().receive();
              ended.send(context.cause());
              return new Reply(0);
            })) {
      try (var proxy = new TestProxy(server.port())) {
        var other = Nats.connect(proxy.options());
        Go.go(() -> {
          try {
            other.caller("orphaned", REQUESTS, REPLIES).call(new Request("nut", 1));
          } catch (NatsException e) {
            // its connection is cut
          }
        });
        Channels.next(started);
        proxy.cut();
        assertThat(Channels.next(ended)).hasMessage("the caller is gone");
        other.close();
      }
    }
  }

  /** Its close waits for a request while another connection comes: it takes none over that. */
  @Test
  void aServiceIsClosedWhileItsConnectionIsReplaced() throws Exception {
    var taken = ConcurrentHashMap.<Request>newKeySet();
    var go = Channel.<Boolean>make();
    try (var proxy = new TestProxy(server.port());
        var other = Nats.connect(proxy.options().flushTimeout(ofSeconds(60)))) {
      var s =
          other.serve(
              "replaced",
              REQUESTS,
              REPLIES,
              Serve.limit(4),
              (context, r) -> {
                taken.add(r);
                go.receive();
                return new Reply(0);
              });
      var here = net.caller("replaced", REQUESTS, REPLIES);
      while (taken.isEmpty()) { // under the limit that every test has
        outcome(here, 1);
      }
      var closing = Go.go(s::close);
      while (!outcome(here, 2).contains("nobody serves it")) {
        Thread.sleep(5);
      }
      proxy.cut();
      proxy.mend();
      var there = other.caller("replaced", REQUESTS, REPLIES);
      while (!outcome(there, 3).contains("nobody serves it")) { // before, there is no connection
        assertThat(taken).doesNotContain(new Request("nut", 3));
        Thread.sleep(5);
      }
      go.close();
      closing.join();
      while (!outcome(there, 4).contains("nobody serves it")) {
        assertThat(taken).doesNotContain(new Request("nut", 4));
        Thread.sleep(5);
      }
      assertThat(taken).doesNotContain(new Request("nut", 3), new Request("nut", 4));
    }
  }

  private static String outcome(Caller<Request, Reply> caller, int amount)
      throws InterruptedException {
    try (var context = Context.background().withTimeout(ofMillis(100))) {
      return caller.call(context, new Request("nut", amount)).toString();
    } catch (NatsException | ContextException e) {
      return e.getMessage();
    }
  }

  @Test
  void noMoreThanTheLimitRunAtOnceAndFurtherOnesAreRefused() throws Exception {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var go = Channel.<Boolean>make();
    try (var s =
        serve(
            "bounded",
            2,
            (context, r) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              go.receive();
              running.decrementAndGet();
              return new Reply(1);
            })) {
      var caller = net.caller("bounded", REQUESTS, REPLIES);
      var calls = new WaitGroup();
      var answered = new AtomicInteger();
      for (int i = 0; i < 4; i++) {
        calls.go(() -> {
          try {
            caller.call(new Request("nut", 1));
            answered.incrementAndGet();
          } catch (NatsException e) {
            assertThat(e).hasMessageContaining("busy"); // the probe below took its place
          }
        });
      }
      while (running.get() < 2) { // under the limit that every test has: two of the four
        Go.gosched();
      }
      while (true) { // until all four are there
        try (var context = Context.background().withTimeout(ofMillis(50))) {
          caller.call(context, new Request("nut", 1));
        } catch (DeadlineExceededException e) {
          continue;
        } catch (NatsException e) {
          assertThat(e)
              .hasMessage(
                  "service bounded: busy: 2 requests run and as many wait; try again later");
          break;
        }
      }
      go.close();
      calls.await();
      assertThat(answered.get()).isPositive();
      assertThat(most).hasValue(2);
    } catch (NatsException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void traceContextTravels() throws Exception {
    var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (var s =
        net.serve(
            "traced",
            Codec.utf8(),
            Codec.utf8(),
            Serve.limit(1),
            (context, r) -> Context.current().value(Nats.TRACEPARENT))) {
      var traced = net.caller("traced", Codec.utf8(), Codec.utf8());
      Context.background()
          .withValue(Nats.TRACEPARENT, trace)
          .run(() -> assertThat(traced.call("?")).isEqualTo(trace));
    }
  }

  @Test
  void aDumpSaysWhichServiceACallWaitsFor() throws Exception {
    var go = Channel.<Boolean>make();
    try (var s =
        serve(
            "dumped",
            1,
            (context, r) -> {
              go.receive();
              return new Reply(1);
            })) {
      var call =
          Go.go("caller", () -> net.caller("dumped", REQUESTS, REPLIES).call(new Request("", 1)));
      for (var told : List.of("reply of service dumped", "\"serve dumped\"")) {
        while (!Goroutines.dump().contains(told)) { // under the limit that every test has
          Thread.sleep(5);
        }
      }
      go.close();
      call.join(ofSeconds(30));
    }
  }
}
