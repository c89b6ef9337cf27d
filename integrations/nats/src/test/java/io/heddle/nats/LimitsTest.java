// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.nats.Channels.next;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.context.Context;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is too much, for the server or for a receiver, and what comes twice. */
class LimitsTest {
  private static byte[] numbered(int n, int size) {
    var bytes = new byte[size];
    bytes[0] = (byte) n;
    bytes[1] = (byte) (n >> 8);
    return bytes;
  }

  private static int number(byte[] bytes) {
    return (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8;
  }

  /** A receiver that is slower than its senders, far beyond maxBytes: they wait, in their order. */
  @Test
  void aSlowReceiverBeyondMaxBytes() throws Exception {
    try (var server = TestServer.start();
        var net = Nats.connect(server.options())) {
      int limit = 100_000;
      var jobs = net.queue("slow", Codec.bytes(), Queue.settings().maxBytes(limit));
      int n = 400;
      for (int s = 0; s < 2; s++) {
        var out = jobs.sender(8);
        Go.go(() -> {
          for (int i = 0; i < n; i++) {
            out.send(numbered(i, 1000 + i % 7 * 100));
          }
        });
      }
      var seen = new int[n];
      var in = jobs.receiverAutoAck(4);
      try (var c = server.client()) {
        for (int i = 0; i < 2 * n; i++) {
          seen[number(next(in))]++;
          if (i % 100 == 0) {
            Thread.sleep(30);
            var state = c.jetStreamManagement().getStreamInfo("slow").getStreamState();
            assertThat(state.getByteCount()).isLessThanOrEqualTo(limit);
          }
        }
      }
      assertThat(seen).containsOnly(2);
    }
  }

  /** The server's own store is full: its senders wait until a receiver has made room. */
  @Test
  void theServersStoreIsFull() throws Exception {
    var account =
        """
        accounts { A { users: [{user: ada, password: a}], jetstream { max_mem: 300K, max_store: 300K } } }
        """;
    try (var server = TestServer.start(account);
        var net = Nats.connect(server.options().user("ada", "a").flushTimeout(ofMillis(300)))) {
      var jobs = net.queue("bounded", Codec.bytes());
      var out = jobs.sender(2);
      int sent = 0;
      while (sent < 20) {
        out.send(numbered(sent++, 10_000));
      }
      while (Channels.sends(out, numbered(sent, 10_000), 1500)) {
        sent++;
      }
      assertThat(sent).isLessThan(36);
      var in = jobs.receiverAutoAck(2);
      for (int i = 0; i < sent; i++) {
        assertThat(number(next(in))).isEqualTo(i);
      }
      out.send(numbered(sent, 10_000));
      assertThat(number(next(in))).isEqualTo(sent);
    }
  }

  /** The server may still count the one by which the test saw that it is there. */
  private static Nats connected(TestServer server) throws InterruptedException {
    while (true) { // under the limit that every test has
      try {
        return Nats.connect(server.options());
      } catch (NatsException e) {
        Thread.sleep(10);
      }
    }
  }

  @Test
  void moreConnectionsThanTheServerTakes() throws Exception {
    try (var server = TestServer.start("max_connections: 2");
        var net = connected(server);
        var second = connected(server)) {
      assertThatThrownBy(() -> Nats.connect(server.options()))
          .isInstanceOf(NatsException.class)
          .hasMessage(
              "cannot connect to "
                  + server.url()
                  + ": the server refuses the connection at once; it may have as many as it takes,"
                  + " or be no NATS server");
      net.queue("alone", Codec.utf8()).sender(1).send("job");
    }
  }

  /** What a server has that answers late: the same values again, with the same ids. */
  @Test
  void valuesThatArePublishedTwiceAreStoredOnce() throws Exception {
    try (var server = TestServer.start();
        var proxy = new TestProxy(server.port())) {
      try (var net = Nats.connect(proxy.options().flushTimeout(ofSeconds(60)));
          var c = server.client()) {
        var jobs = net.queue("twice", Codec.utf8());
        var out = jobs.sender(64);
        for (int i = 0; i < 64; i++) {
          out.send("job " + i);
        }
        while (out.length() > 0) {
          Thread.sleep(1);
        }
        proxy.freezeAnswers(); // the server gets the next ones, and nobody hears of it
        for (int i = 64; i < 128; i++) {
          out.send("job " + i);
        }
        while (c.jetStreamManagement().getStreamInfo("twice").getStreamState().getMsgCount()
            == 64) {
          Thread.sleep(1);
        }
        proxy.cut();
        proxy.mend();
        while (net.metrics().stream().mapToLong(ChannelMetrics::redelivered).sum() == 0) {
          Thread.sleep(1);
        }
        out.close();
        try (var other = Nats.connect(server.options())) {
          var in = other.queue("twice", Codec.utf8()).receiverAutoAck(64);
          for (int i = 0; i < 128; i++) {
            assertThat(next(in)).isEqualTo("job " + i);
          }
          assertThat(Channels.isEmptyFor(in, 100)).isTrue();
        }
      }
    }
  }

  /** Values of all kinds that a codec does not take; those between them arrive. */
  @Test
  void poisonOfEachKind() throws Exception {
    record Job(String name, int size) {}
    var poison =
        List.of("", "null", "{", "[]", "{\"size\":\"many\"}", "\u0000", "x".repeat(50_000));
    Codec<Job> fragile =
        new Codec<>() {
          private final Codec<Job> json = Codec.json(Job.class);

          @Override
          public byte[] encode(Job value) throws Exception {
            return json.encode(value);
          }

          @Override
          public Job decode(byte[] bytes) throws Exception {
            var job = json.decode(bytes);
            if (job != null && job.size() < 0) {
              throw new StackOverflowError("deep"); // an error of the codec is its value's, too
            }
            return job;
          }
        };
    try (var server = TestServer.start();
        var net = Nats.connect(server.options())) {
      var raw = net.queue("mixed", Codec.utf8()).sender(16);
      var in =
          net.queue("mixed", fragile)
              .receiver(Receive.group("workers").inFlight(4).maxDeliveries(2));
      int n = 0;
      for (var p : poison) {
        raw.send("{\"name\":\"good\",\"size\":" + n++ + "}");
        raw.send(p);
      }
      raw.send("{\"name\":\"deep\",\"size\":-1}");
      for (int i = 0; i < n; i++) {
        var d = next(in);
        assertThat(d.value().size()).isEqualTo(i);
        d.ack();
      }
      ReceiveChannel<Delivery<String>> dead =
          net.queue("mixed.dead", Codec.utf8()).receiver(Receive.any());
      for (int i = 0; i <= poison.size(); i++) {
        var letter = next(dead);
        assertThat(letter.header("Heddle-Cause")).isNotEmpty();
        assertThat(letter.header("Heddle-Deliveries")).isEqualTo("2");
        letter.ack();
      }
      assertThat(Channels.isEmptyFor(dead, 50)).isTrue();
      assertThat(Channels.isEmptyFor(in, 50)).isTrue();
    }
  }

  /** The close waits for a service: until then a receiver outlives what it cannot bury. */
  @Test
  void poisonWhileTheConnectionIsBeingClosed() throws Exception {
    record Job(String name) {}
    try (var server = TestServer.start();
        var other = Nats.connect(server.options())) {
      var net = Nats.connect(server.options().flushTimeout(ofSeconds(60)));
      var started = Channel.<Boolean>make();
      var go = Channel.<Boolean>make();
      net.serve(
          "slow",
          Codec.utf8(),
          Codec.utf8(),
          Serve.limit(1),
          (context, r) -> {
            started.send(true);
            go.receive();
            return r;
          });
      var how = Receive.group("workers").inFlight(4).maxDeliveries(1);
      var in = net.queue("late", Codec.json(Job.class)).receiverAutoAck(how);
      var raw = other.queue("late", Codec.utf8()).sender(0);
      Go.go(() -> other.caller("slow", Codec.utf8(), Codec.utf8()).call("?"));
      next(started);
      raw.send("{\"name\":\"first\"}");
      assertThat(next(in)).isEqualTo(new Job("first")); // who has not begun by then does not begin
      var closing = Go.go(net::close);
      while (!isClosing(net)) { // under the limit that every test has
        Thread.sleep(5);
      }
      raw.send("poison");
      raw.send("{\"name\":\"good\"}");
      assertThat(next(in)).isEqualTo(new Job("good"));
      go.close();
      closing.join();
      other.queue("late", Codec.json(Job.class)).receiver(how);
      var letter = next(other.queue("late.dead", Codec.utf8()).receiver(Receive.any()));
      assertThat(letter.value()).isEqualTo("poison");
    }
  }

  private static boolean isClosing(Nats net) {
    try {
      net.topic("any", Codec.utf8());
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** A request that cannot be decoded, a reply above the limit: the caller hears of both. */
  @Test
  void callsThatAreTooMuch() throws Exception {
    try (var server = TestServer.start("max_payload: 64K");
        var net = Nats.connect(server.options());
        var s =
            net.serve(
                "big", Codec.bytes(), Codec.bytes(), Serve.limit(2), (c, r) -> new byte[70_000])) {
      var caller = net.caller("big", Codec.bytes(), Codec.bytes());
      try (var context = Context.background().withTimeout(ofSeconds(10))) {
        assertThatThrownBy(() -> caller.call(context, new byte[1]))
            .isInstanceOf(NatsException.class)
            .hasMessage("service big: the reply is too large");
        assertThatThrownBy(() -> caller.call(context, new byte[70_000]))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "service big: a request of 70000 bytes is above the server's limit of 63488; make"
                    + " it smaller, or raise max_payload");
      }
    }
  }
}
