// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.nats.Channels.next;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is too much, comes twice or cannot be read, in worlds by seed: what is fit arrives once and
 * in its order all the same.
 */
class ExcessTest {
  private static final int LARGEST = 8192;
  private static TestServer server;

  static Stream<Long> seeds() {
    return World.seeds();
  }

  @BeforeAll
  static void startServer() {
    server = TestServer.start("max_payload: " + LARGEST);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /** It keeps the oldest and knows how many it has lost; who is quick enough loses none. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aSlowReceiverOfATopic(long seed) throws Exception {
    var w = World.of(seed);
    int n = 10_000 + w.random().nextInt(4_000);
    try (var net = Nats.connect(server.options())) {
      var ticks = net.topic("slow" + seed, Codec.utf8());
      var slow = ticks.receiverAutoAck(w.inFlight());
      var quick = ticks.receiverAutoAck(w.inFlight());
      var out = ticks.sender(64 + w.capacity()); // each turn of its pump is a round trip
      var read = new AtomicInteger();
      var reader =
          Go.go(() -> {
            for (int i = 0; i < n; i++) {
              assertThat(quick.receive()).isEqualTo("tick " + i);
              read.incrementAndGet();
            }
          });
      for (int i = 0; i < n; i++) {
        out.send("tick " + i);
        while (i - read.get() > 4_000 && reader.isAlive()) {
          Thread.sleep(1); // or a quick one that nobody lets run would be slow, too
        }
      }
      reader.join();
      assertThat(read).hasValue(n);
      out.close();
      while (pending(ticks) + 1 + dropped(ticks) < n) { // one is in its pump's hand
        Thread.sleep(1);
      }
      long dropped = dropped(ticks);
      ticks.closeForAll();
      int kept = 0;
      for (var tick : slow) {
        assertThat(tick).isEqualTo("tick " + kept++);
      }
      assertThat(dropped).isPositive().isEqualTo(n - kept);
    }
  }

  private static long pending(Remote<?> topic) {
    return topic.metrics().stream().mapToLong(ChannelMetrics::pending).sum();
  }

  private static long dropped(Remote<?> topic) {
    return topic.metrics().stream().mapToLong(ChannelMetrics::dropped).sum();
  }

  /** A sender that hears of nothing, again and again, and sends the same ones once more. */
  @ParameterizedTest
  @MethodSource("seeds")
  void valuesThatArePublishedAgain(long seed) throws Exception {
    var w = World.of(seed);
    try (var proxy = new TestProxy(server.port());
        var there = Nats.connect(proxy.options().flushTimeout(ofSeconds(60)));
        var here = Nats.connect(server.options())) {
      var jobs = there.queue("again" + seed, Codec.utf8());
      var in = here.queue("again" + seed, Codec.utf8()).receiverAutoAck(w.inFlight());
      var sent = new CountDownLatch(World.SENDERS);
      for (int s = 0; s < World.SENDERS; s++) {
        w.send(jobs.sender(w.capacity()), s, sent);
      }
      Go.go(() -> {
        for (int i = 0; i < 3; i++) {
          Thread.sleep(w.random().nextInt(20));
          proxy.freezeAnswers();
          Thread.sleep(w.random().nextInt(20));
          proxy.cut();
          proxy.mend();
        }
      });
      var books = new Books(World.SENDERS, w.each());
      while (!books.areFull()) {
        books.enter(next(in), 1);
      }
      sent.await();
      assertThat(Channels.isEmptyFor(in, 20)).isTrue();
      books.check();
    }
  }

  /** Each poison is tried as often as it may be, then it is among the dead; no other is. */
  @ParameterizedTest
  @MethodSource("seeds")
  void poisonAmongTheValues(long seed) throws Exception {
    var w = World.of(seed);
    Codec<String> fragile =
        new Codec<>() {
          @Override
          public byte[] encode(String value) throws Exception {
            return Codec.utf8().encode(value);
          }

          @Override
          public String decode(byte[] bytes) throws Exception {
            if (bytes[0] == '!') {
              throw new IllegalStateException("poison");
            }
            return Codec.utf8().decode(bytes);
          }
        };
    var good = new ArrayList<String>();
    var poison = new ArrayList<String>();
    for (int i = 0; i < w.each() / 4; i++) {
      boolean isPoison = w.random().nextInt(10) == 0;
      (isPoison ? poison : good).add((isPoison ? "!" : "") + i);
    }
    int deliveries = 1 + w.random().nextInt(3);
    try (var net = Nats.connect(server.options())) {
      var name = "poison" + seed;
      var jobs = net.queue(name, fragile);
      var how = Receive.group("workers").inFlight(w.inFlight()).maxDeliveries(deliveries);
      var in = jobs.receiverAutoAck(how);
      var out = jobs.sender(w.capacity());
      Go.go(() -> {
        int p = 0;
        for (int i = 0; i < w.each() / 4; i++) {
          boolean isPoison = p < poison.size() && poison.get(p).equals("!" + i);
          out.send(isPoison ? poison.get(p++) : Integer.toString(i));
        }
      });
      for (var value : good) {
        assertThat(next(in)).isEqualTo(value);
      }
      var dead = net.queue(name + ".dead", Codec.utf8()).receiver(Receive.any());
      var letters = new ArrayList<String>();
      while (letters.size() < poison.size()) {
        var letter = next(dead);
        assertThat(letter.header("Heddle-Deliveries")).isEqualTo(Integer.toString(deliveries));
        letters.add(letter.value());
        letter.ack();
      }
      assertThat(letters).containsExactlyInAnyOrderElementsOf(poison);
      assertThat(Channels.isEmptyFor(dead, 20)).isTrue();
      assertThat(Channels.isEmptyFor(in, 20)).isTrue();
    }
  }

  /** A queue that is full of bytes again and again, and values above what the server takes. */
  @ParameterizedTest
  @MethodSource("seeds")
  void limitsThatAreReached(long seed) throws Exception {
    var w = World.of(seed);
    var settings = Queue.settings().maxBytes(10_000 + w.random().nextInt(50_000));
    try (var net = Nats.connect(server.options().flushTimeout(ofSeconds(60)))) {
      var jobs = net.queue("limits" + seed, Codec.utf8(), settings);
      var in = jobs.receiverAutoAck(w.inFlight());
      var sent = new CountDownLatch(World.SENDERS);
      for (int s = 0; s < World.SENDERS; s++) {
        var out = jobs.sender(w.capacity());
        int sender = s;
        Go.go(() -> {
          for (int i = 0; i < w.each() / 2; i++) {
            if (i % 50 == 0) {
              assertThatThrownBy(() -> out.send("x".repeat(LARGEST)))
                  .isInstanceOf(IllegalArgumentException.class);
            }
            out.send(sender + " " + i + " ".repeat(i * 31 % 2000));
          }
          out.close();
          sent.countDown();
        });
      }
      var books = new Books(World.SENDERS, w.each() / 2);
      while (!books.areFull()) {
        if (books.received() % 100 == w.faultAt() % 100) {
          Thread.sleep(10);
        }
        books.enter(next(in).strip(), 1);
      }
      sent.await();
      assertThat(Channels.isEmptyFor(in, 20)).isTrue();
      books.check();
    }
  }
}
