// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.nats.Channels.next;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import io.heddle.context.Context;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All of the API in one program, as the guide shows it. */
class ContractTest {
  record Job(String name) {}

  record Tick(long at) {}

  record Request(String item) {}

  record Reply(long cents) {}

  private final List<String> worked = new ArrayList<>();

  private void work(Job job) {
    worked.add(job.name());
  }

  @Test
  void theWholeOfIt() throws Exception {
    try (var server = TestServer.start();
        var net = Nats.connect(Nats.Options.of(server.url()))) {
      Remote<Job> jobs = net.queue("jobs", Codec.json(Job.class));
      Remote<Tick> ticks = net.topic("ticks", Codec.json(Tick.class));
      SendChannel<Job> out = jobs.sender(16);
      ReceiveChannel<Delivery<Job>> in =
          jobs.receiver(Receive.group("workers").inFlight(16).redeliverAfter(ofSeconds(30)));
      ReceiveChannel<Tick> heard = ticks.receiverAutoAck(16);

      var worker =
          Go.go(
              "worker",
              () -> {
                for (Delivery<Job> d : in) {
                  switch (d.value().name() + d.deliveries()) {
                    case "again1" -> d.nack();
                    case "later1" -> d.nack(ofMillis(20));
                    case "never1" -> d.term();
                    default -> {
                      d.extend();
                      work(d.value());
                      d.ack();
                    }
                  }
                }
              });
      for (var name : List.of("first", "again", "later", "never", "last")) {
        out.send(new Job(name));
      }
      ticks.sender(1).send(new Tick(7));
      assertThat(next(heard)).isEqualTo(new Tick(7));
      jobs.closeForAll();
      worker.join();
      assertThat(worked).containsExactlyInAnyOrder("first", "again", "later", "last");

      Remote<Job> others = net.queue("others", Codec.json(Job.class));
      others.sender(1).send(new Job("auto"));
      ReceiveChannel<Job> auto = others.receiverAutoAck(16);
      assertThat(next(auto)).isEqualTo(new Job("auto"));

      Caller<Request, Reply> price =
          net.caller("price", Codec.json(Request.class), Codec.json(Reply.class));
      try (var s =
              net.serve(
                  "price",
                  Codec.json(Request.class),
                  Codec.json(Reply.class),
                  Serve.limit(64),
                  (context, request) -> new Reply(request.item().length()));
          var context = Context.background().withTimeout(ofSeconds(20))) {
        Reply r = price.call(context, new Request("nut"));
        assertThat(r).isEqualTo(new Reply(3));
      }
    }
  }
}
