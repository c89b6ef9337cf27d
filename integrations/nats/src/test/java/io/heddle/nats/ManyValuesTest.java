// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.SendChannel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many values: the books are exact, and no memory grows with them. */
@Timeout(36_000)
class ManyValuesTest {
  private static final int VALUES = Integer.getInteger("heddle.nats.values", 50_000);

  private static void send(SendChannel<String> out, int sender, int n) {
    Go.go(
        "test sender " + sender,
        () -> {
          for (int i = 0; i < n; i++) {
            out.send(sender + " " + i);
          }
          out.close();
        });
  }

  /** There and back at the same time, two senders each way. */
  @Test
  void theBooksAreExactBothWays() throws Exception {
    try (var server = TestServer.start();
        var here = Nats.connect(server.options());
        var there = Nats.connect(server.options())) {
      var readers = new Thread[2];
      var books = new Books[2];
      for (int way = 0; way < 2; way++) {
        var from = way == 0 ? here : there;
        var to = way == 0 ? there : here;
        var out = from.queue("way" + way, Codec.utf8());
        var in = to.queue("way" + way, Codec.utf8()).receiver(Receive.any().inFlight(256));
        var mine = books[way] = new Books(2, VALUES / 2);
        readers[way] =
            Go.go(
                "test receiver " + way,
                () -> {
                  while (!mine.areFull()) {
                    var d = in.receive();
                    mine.enter(d);
                    d.ack();
                  }
                });
        for (int s = 0; s < 2; s++) {
          send(out.sender(256), s, VALUES / 2);
        }
      }
      for (int way = 0; way < 2; way++) {
        readers[way].join();
        books[way].check();
        assertThat(books[way].areStoredInOrder()).isTrue();
        assertThat(books[way].received()).isEqualTo(VALUES);
      }
    }
  }

  /**
   * Ten times as many, and a receiver that is slower than their sender: the queue is always full.
   */
  @Test
  void memoryIsFlatWithASlowReceiver() throws Exception {
    int n = 10 * VALUES;
    try (var server = TestServer.start();
        var net = Nats.connect(server.options())) {
      var settings = Queue.settings().maxMessages(5_000).duplicateWindow(Duration.ofSeconds(10));
      var jobs = net.queue("slow", Codec.utf8(), settings);
      send(jobs.sender(256), 0, n);
      var in = jobs.receiverAutoAck(256);
      long first = 0;
      for (int i = 0; i < n; i++) {
        assertThat(in.receive()).isEqualTo("0 " + i);
        if (i % 64 == 0) {
          Thread.sleep(0, 100_000);
        }
        if (i % (n / 10) == n / 20) {
          long used = usedMemory();
          first = first == 0 ? used : first;
          System.out.printf("after %,d values %,d KiB in use%n", i, used >> 10);
          assertThat(used).isLessThan(first + (16 << 20));
        }
      }
    }
  }

  private static long usedMemory() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(20);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
