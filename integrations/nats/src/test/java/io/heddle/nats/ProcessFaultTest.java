// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that takes values from one queue and sends them to another is killed in the middle, in
 * worlds by seed, and another one takes over.
 */
class ProcessFaultTest {
  static Stream<Long> seeds() {
    return World.seeds();
  }

  /** The process that is killed. */
  static final class Relay {
    public static void main(String[] args) throws Exception {
      try (var net = Nats.connect(Nats.Options.of(args[0]))) {
        System.out.println("connected");
        relay(net, Integer.parseInt(args[1]));
      }
    }
  }

  private static void relay(Nats net, int inFlight) throws Exception {
    var out = net.queue("relayed", Codec.utf8()).sender(0);
    var how = Receive.group("relays").inFlight(inFlight).redeliverAfter(ofSeconds(5));
    for (var d : net.queue("jobs", Codec.utf8()).receiver(how)) {
      out.send(d.value());
      d.ack();
    }
  }

  private static Process start(String url, int inFlight) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Relay.class.getName(),
            url,
            Integer.toString(inFlight))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** None is lost; those that it had not acknowledged may have been relayed. */
  @ParameterizedTest
  @MethodSource("seeds")
  void aProcessThatReceivesAndSendsIsKilled(long seed) throws Exception {
    var w = World.of(seed).smaller(); // each value makes a round trip of its own
    try (var server = TestServer.start();
        var net = Nats.connect(server.options())) {
      var jobs = net.queue("jobs", Codec.utf8());
      var sent = new CountDownLatch(World.SENDERS);
      for (int s = 0; s < World.SENDERS; s++) {
        w.send(jobs.sender(w.capacity()), s, sent);
      }
      var results = net.queue("relayed", Codec.utf8());
      var relayed = results.receiverAutoAck(w.inFlight());
      var books = new Books(World.SENDERS, w.each());
      var victim = start(server.url(), w.inFlight());
      Thread second = null;
      try {
        assertThat(victim.inputReader().readLine()).isEqualTo("connected");
        while (!books.areFull()) {
          books.enter(Channels.next(relayed), 1);
          if (books.received() == 1 + w.faultAt()) {
            Thread.sleep(0, w.random().nextInt(999_999));
            victim.destroyForcibly();
            second = Go.go("test relay", () -> relay(net, w.inFlight()));
          }
        }
      } finally {
        victim.destroyForcibly().waitFor();
      }
      sent.await();
      jobs.closeForAll();
      Objects.requireNonNull(second).join();
      results.closeForAll();
      for (var value : relayed) {
        books.enter(value, 1);
      }
      assertThat(books.received() - (long) World.SENDERS * w.each())
          .as("relayed twice")
          .isBetween(0L, (long) w.inFlight());
    }
  }
}
