// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.nats.Channels.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.runtime.Goroutines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A topic. */
class TopicTest {
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

  @Test
  void eachValueGoesToAllThatListen() throws Exception {
    try (var other = Nats.connect(server.options())) {
      var ticks = net.topic("ticks", Codec.utf8());
      var here = ticks.receiverAutoAck(4);
      var there = other.topic("ticks", Codec.utf8()).receiver(Receive.any().inFlight(4));
      var out = ticks.sender(4);
      for (int i = 0; i < 1000; i++) {
        out.send("tick " + i);
      }
      out.close();
      for (int i = 0; i < 1000; i++) {
        assertThat(next(here)).isEqualTo("tick " + i);
        var d = next(there);
        assertThat(d.value()).isEqualTo("tick " + i);
        d.ack();
      }
    }
  }

  @Test
  void aGroupSharesThem() throws Exception {
    var ticks = net.topic("shared", Codec.utf8());
    var a = ticks.receiver(Receive.group("readers"));
    var b = ticks.receiver(Receive.group("readers"));
    var out = ticks.sender(4);
    for (int i = 0; i < 100; i++) {
      out.send("tick");
    }
    for (int i = 0; i < 100; i++) {
      Channels.nextOf(a, b);
    }
    assertThat(Channels.isEmptyFor(a, 50) && Channels.isEmptyFor(b, 50)).isTrue();
  }

  @Test
  void aSlowReceiverLosesAndHoldsNobody() throws Exception {
    var ticks = net.topic("slow", Codec.bytes());
    var slow = ticks.receiverAutoAck(1);
    var quick = ticks.receiverAutoAck(1);
    var out = ticks.sender(64);
    int n = 30_000;
    var reader =
        io.heddle.Go.go(() -> {
          for (int i = 0; i < 5000; i++) {
            quick.receive();
          }
        });
    for (int i = 0; i < n; i++) {
      out.send(new byte[8]);
    }
    out.close();
    reader.join();
    while (ticks.metrics().stream().noneMatch(m -> m.dropped() > 0)) {
      Thread.sleep(1);
    }
    assertThat(slow.receive()).isNotNull();
  }

  @Test
  void manySendersAtOnceDoNotBreakTheConnection() throws Exception {
    try (var other = Nats.connect(server.options())) {
      var ticks = other.topic("many", Codec.utf8());
      var in = ticks.receiverAutoAck(1000);
      var done = new io.heddle.sync.WaitGroup();
      for (int s = 0; s < 20; s++) {
        var out = ticks.sender(1);
        done.go(() -> {
          for (int i = 0; i < 50; i++) {
            out.send("tick");
          }
          out.close();
        });
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(next(in)).isEqualTo("tick");
      }
      done.await();
    }
  }

  @Test
  void closeForAllEndsThoseWhoListenWithAllThatWasSent() throws Exception {
    var ticks = net.topic("ended", Codec.utf8());
    var in = ticks.receiverAutoAck(1);
    var out = ticks.sender(16);
    for (int i = 0; i < 100; i++) {
      out.send("tick");
    }
    ticks.closeForAll();
    int n = 0;
    for (var tick : in) {
      assertThat(tick).isEqualTo("tick");
      n++;
    }
    assertThat(n).isEqualTo(100);
  }

  @Test
  void dumpsAndNamesShowTheSubject() throws Exception {
    var ticks = net.topic("dumped.ticks", Codec.utf8());
    var queue = net.queue("dumped.jobs", Codec.utf8());
    var fromTopic = ticks.receiverAutoAck(1);
    var fromQueue = queue.receiverAutoAck(1);
    ticks.sender(1);
    queue.sender(1);
    var a = io.heddle.Go.go(fromTopic::receive);
    var b = io.heddle.Go.go(fromQueue::receive);
    while (true) { // under the limit that every test has
      var dump = Goroutines.dump();
      if (dump.contains("waiting on receiver of topic dumped.ticks #")
          && dump.contains("waiting on receiver of queue dumped.jobs #")
          && dump.contains("waiting on sender of queue dumped.jobs #")
          && dump.contains("\"nats sender of topic dumped.ticks\"")
          && dump.contains("\"nats receiver of queue dumped.jobs\"")) {
        break;
      }
      Thread.sleep(5);
    }
    a.interrupt();
    b.interrupt();
  }
}
