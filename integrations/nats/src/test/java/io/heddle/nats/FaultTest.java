// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A queue whose server, way or receivers fail in the middle, each fault in several worlds: a seed
 * says when it comes and how large all is. Two senders and a receiver; the books say at the end
 * what was lost, doubled or out of order.
 */
class FaultTest {
  static Stream<Long> seeds() {
    return World.seeds();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theServerIsKilledAndComesBackWithItsStore(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start()) {
      w.run(
          server.options(),
          Queue.settings(),
          "killed",
          () -> {
            server.kill();
            TestServer.sleep(w.random().nextInt(200));
            server.begin();
          });
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theServerIsStoppedAndComesBackWithItsStore(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start()) {
      w.run(
          server.options(),
          Queue.settings(),
          "stopped",
          () -> {
            server.stop();
            server.begin();
          });
    }
  }

  /** What it had is gone; all that is sent afterwards arrives, and nothing twice. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theServerLosesItsStore(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start();
        var net = Nats.connect(server.options().flushTimeout(ofSeconds(60)))) {
      var jobs = net.queue("lost", Codec.utf8());
      var in = jobs.receiver(Receive.group("workers").redeliverAfter(ofSeconds(2)));
      var out = jobs.sender(w.capacity());
      for (int i = 0; i < 50; i++) {
        out.send("before " + i);
      }
      for (int i = 0; i < 20; i++) {
        Channels.next(in).ack();
      }
      server.kill();
      server.loseStore();
      TestServer.sleep(w.random().nextInt(200));
      server.begin();
      for (int i = 0; i < w.each(); i++) {
        out.send("after " + i);
      }
      int next = 0;
      while (next < w.each()) {
        var d = Channels.next(in);
        if (d.value().startsWith("after")) {
          assertThat(d.value()).isEqualTo("after " + next++);
        }
        d.ack();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theWayIsCutAndMended(long seed) throws Exception {
    cutAndMend(seed, true, Queue.settings(), "cut");
  }

  /** Nothing is lost; what was on its way may be doubled, and a double then come first. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theWayIsCutWhileValuesHaveNoIds(long seed) throws Exception {
    cutAndMend(seed, true, Queue.settings().duplicateWindow(Duration.ZERO), "nameless");
  }

  /** For who has not lost a connection all come in order the first time. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theWayOfTheSendersIsCutWhileValuesHaveNoIds(long seed) throws Exception {
    cutAndMend(seed, false, Queue.settings().duplicateWindow(Duration.ZERO), "halfway");
  }

  private static void cutAndMend(long seed, boolean both, Queue settings, String name)
      throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port())) {
      var senders = proxy.options();
      w.run(
          senders,
          both ? senders : server.options(),
          settings,
          name,
          () -> {
            proxy.cut();
            TestServer.sleep(w.random().nextInt(300));
            proxy.mend();
          });
    }
  }

  /** Who asks while there is no connection, or loses it meanwhile, waits for the next one. */
  @ParameterizedTest
  @MethodSource("seeds")
  void queuesAreOpenedWhileTheWayIsCut(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port());
        var net = Nats.connect(proxy.options().connectTimeout(ofSeconds(60)))) {
      var cutter =
          Go.go(() -> {
            for (int i = 0; i < 4; i++) {
              Thread.sleep(50 + w.random().nextInt(200));
              proxy.cut();
              proxy.mend();
            }
          });
      for (int i = 0; cutter.isAlive(); i++) {
        net.queue("opened" + i % 5, Codec.utf8()).receiverAutoAck(1);
        Thread.sleep(10);
      }
      var jobs = net.queue("last", Codec.utf8());
      jobs.sender(0).send("job");
      assertThat(Channels.next(jobs.receiverAutoAck(1))).isEqualTo("job");
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theWayFreezes(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port())) {
      var options = proxy.options().pingInterval(ofMillis(200));
      w.run(
          options,
          Queue.settings(),
          "frozen",
          () -> {
            proxy.freeze();
            TestServer.sleep(200 + w.random().nextInt(1200));
            proxy.mend();
          });
    }
  }

  /**
   * For longer than jnats waits for room in its queue, and shorter than the connection lives: with
   * more on the way than such a queue holds by default.
   */
  @Test
  void theServerDoesNotReadForSomeSeconds() throws Exception {
    int senders = 24;
    int each = 400;
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port());
        var there = Nats.connect(proxy.options().flushTimeout(ofSeconds(60)));
        var here = Nats.connect(server.options())) {
      var jobs = there.queue("unread", Codec.utf8());
      var in = here.queue("unread", Codec.utf8()).receiverAutoAck(256);
      var books = new Books(senders, each);
      var outs = new ArrayList<SendChannel<String>>();
      for (int s = 0; s < senders; s++) {
        outs.add(jobs.sender(512));
        for (int i = 0; i < 20; i++) { // until its window is open
          outs.getLast().send(s + " " + i);
        }
      }
      while (books.received() < senders * 20) {
        books.enter(Channels.next(in), 1);
      }
      proxy.freeze();
      var sent = new CountDownLatch(senders);
      for (int s = 0; s < senders; s++) {
        int sender = s;
        Go.go(() -> {
          for (int i = 20; i < each; i++) {
            outs.get(sender).send(sender + " " + i + " ".repeat(4_000));
          }
          sent.countDown();
        });
      }
      Thread.sleep(4_000);
      proxy.mend();
      while (!books.areFull()) {
        books.enter(Channels.next(in).strip(), 1);
      }
      assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
      books.check();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theQueueIsFullAgainAndAgain(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start()) {
      var settings = Queue.settings().maxMessages(1 + w.random().nextInt(30));
      w.run(server.options(), settings, "full", () -> TestServer.sleep(100));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aReceiverIsKilled(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port());
        var net = Nats.connect(server.options())) {
      var jobs = net.queue("orphaned", Codec.utf8());
      var how = Receive.group("workers").inFlight(w.inFlight()).redeliverAfter(ofSeconds(1));
      var in = jobs.receiver(how);
      var sent = new CountDownLatch(World.SENDERS);
      for (int s = 0; s < World.SENDERS; s++) {
        w.send(jobs.sender(w.capacity()), s, sent);
      }
      var victim = Nats.connect(proxy.options());
      ReceiveChannel<Delivery<String>> other = victim.queue("orphaned", Codec.utf8()).receiver(how);
      for (int i = 0; i < w.inFlight(); i++) {
        if (Channels.isEmptyFor(other, 0)) {
          break;
        }
      }
      proxy.cut(); // what it had taken, and what was in its channel, was not acknowledged
      var books = new Books(World.SENDERS, w.each());
      while (!books.areFull()) {
        var d = Channels.next(in);
        books.enter(d);
        d.ack();
      }
      assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
      books.checkNothingIsDoubled();
      assertThat(books.areStoredInOrder()).as("stored in the order of their senders").isTrue();
      victim.close();
    }
  }

  /** What its sends had returned for is there; of the others each is there once or not at all. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aSenderIsKilledInMidSend(long seed) throws Exception {
    var w = World.of(seed);
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port());
        var net = Nats.connect(server.options())) {
      var jobs = net.queue("halved", Codec.utf8());
      var victim = Nats.connect(proxy.options().flushTimeout(ofMillis(50)));
      var out = victim.queue("halved", Codec.utf8()).sender(0);
      var returned = new AtomicLong();
      var sender =
          Go.go(() -> {
            try {
              for (int i = 0; i < w.each(); i++) {
                out.send("0 " + i);
                returned.set(i + 1);
              }
            } catch (io.heddle.ChannelClosedException e) {
              // it was killed
            }
          });
      while (returned.get() < w.faultAt() / 4) {
        Thread.sleep(1);
      }
      proxy.cut();
      try {
        victim.close();
      } catch (NotAcceptedException e) {
        assertThat(e.values()).hasSize(1);
      }
      sender.join();
      var in = jobs.receiverAutoAck(16);
      for (int i = 0; i < returned.get(); i++) {
        assertThat(Channels.next(in)).isEqualTo("0 " + i);
      }
      if (!Channels.isEmptyFor(in, 100)) {
        assertThat(Channels.isEmptyFor(in, 100)).as("one at most was on its way").isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theCredentialsAreRevoked(long seed) throws Exception {
    var w = World.of(seed);
    var guard = "authorization { users: [{user: ada, password: %s}, {user: root, password: r}] }";
    try (var server = TestServer.start(guard.formatted("old"));
        var net =
            Nats.connect(
                server
                    .options()
                    .user("ada", "old")
                    .connectTimeout(ofMinutes(5)) // a server that says no is not waited for
                    .flushTimeout(ofMillis(200)))) {
      var jobs = net.queue("revoked", Codec.utf8());
      var in = jobs.receiverAutoAck(w.inFlight());
      var out = jobs.sender(w.capacity());
      out.send("job");
      assertThat(Channels.next(in)).isEqualTo("job");
      server.reload(guard.formatted("new"));
      assertThat(net.context().done().receive()).isNull();
      assertThat(net.context().cause())
          .hasMessageStartingWith(
              "cannot connect to " + server.url() + ": the server refuses user ada");
      assertThat(in.receive()).isNull();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> out.send("late"))
          .isInstanceOf(io.heddle.ChannelClosedException.class);
    }
  }
}
