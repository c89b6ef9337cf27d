// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Select;
import io.heddle.Task;
import io.heddle.runtime.Goroutines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A program of several processes in which nothing goes on: its dump says who waits for what. */
class StuckTest {
  private final List<Thread> waiting = new ArrayList<>();

  private void start(String name, Task task) {
    waiting.add(Go.go(name, task));
  }

  /** What stands in the dump of this goroutine. */
  private static String blockOf(String name) {
    for (var block : Goroutines.dump().split("\n\n")) {
      if (block.contains("\"" + name + "\"")) {
        return block;
      }
    }
    return "";
  }

  @Test
  void theDumpSaysOnWhichSubjectEachWaits() throws Exception {
    try (var server = TestServer.start()) {
      var net = Nats.connect(server.options().flushTimeout(java.time.Duration.ofMillis(100)));
      var end = Channel.<Boolean>make();
      net.serve(
          "stuck.price",
          Codec.utf8(),
          Codec.utf8(),
          Serve.limit(1),
          (context, r) -> {
            end.receive();
            return r;
          });
      var empty = net.queue("stuck.empty", Codec.utf8()).receiver(Receive.any());
      var auto = net.queue("stuck.auto", Codec.utf8()).receiverAutoAck(4);
      var silent = net.topic("stuck.silent", Codec.utf8()).receiverAutoAck(4);
      var full = net.queue("stuck.full", Codec.utf8(), Queue.settings().maxMessages(1)).sender(1);
      var unbuffered =
          net.queue("stuck.narrow", Codec.utf8(), Queue.settings().maxMessages(1)).sender(0);
      var price = net.caller("stuck.price", Codec.utf8(), Codec.utf8());

      start("worker", empty::receive);
      start("reader", auto::receive);
      start("listener", silent::receive);
      start(
          "producer",
          () -> {
            for (int i = 0; i < 3; i++) {
              full.send("job");
            }
          });
      start(
          "narrow",
          () -> {
            for (int i = 0; i < 2; i++) {
              unbuffered.send("job");
            }
          });
      start("shop", () -> price.call("nut"));
      start(
          "chooser",
          () ->
              Select.select(Select.onReceive(empty, v -> {}), Select.onSend(full, "x", () -> {})));

      var wanted =
          new TreeMap<>(
              Map.of(
                  "worker", "receiver of queue stuck.empty",
                  "reader", "receiver of queue stuck.auto",
                  "listener", "receiver of topic stuck.silent",
                  "producer", "sender of queue stuck.full",
                  "narrow", "sender of queue stuck.narrow",
                  "shop", "reply of service stuck.price"));
      wanted.forEach((name, subject) -> {
        String block = blockOf(name);
        while (!block.contains("waiting on " + subject)) { // under the limit that each test has
          TestServer.sleep(5);
          block = blockOf(name);
        }
      });
      String chooser = blockOf("chooser");
      while (!chooser.contains("receiver of queue stuck.empty")
          || !chooser.contains("sender of queue stuck.full")) {
        TestServer.sleep(5);
        chooser = blockOf("chooser");
      }
      assertThat(blockOf("serve stuck.price")).isNotEmpty();
      end.close();
      waiting.forEach(Thread::interrupt);
      try {
        net.close();
      } catch (NotAcceptedException e) {
        assertThat(e.values()).contains("job"); // what its full queues have no room for
      }
    }
  }
}
