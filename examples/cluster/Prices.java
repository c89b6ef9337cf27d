// SPDX-License-Identifier: Apache-2.0
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.nats.Codec;
import io.heddle.nats.Nats;
import io.heddle.nats.NatsException;
import io.heddle.nats.Serve;
import io.heddle.sync.ErrGroup;
import io.heddle.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that tells prices, and its callers. A call has a deadline, which the server knows: it
 * does not go on for a caller that has given up.
 */
class Prices {
  record Request(String item, int amount) {}

  record Reply(long cents) {}

  private static final Codec<Request> REQUESTS = Codec.json(Request.class);
  private static final Codec<Reply> REPLIES = Codec.json(Reply.class);
  private static final Map<String, Integer> CENTS = Map.of("nut", 12, "bolt", 30, "anvil", 9_900);

  static void main(String[] args) throws Exception {
    if (args.length > 0) {
      System.err.println("usage: Prices");
      System.exit(2);
    }
    try {
      ask();
    } catch (NatsException | IOException e) { // the server has gone, or did not start
      LocalServer.fail("Prices: " + e.getMessage());
    }
  }

  private static void ask() throws Exception {
    try (var server = LocalServer.start();
        var here = Nats.connect(Nats.Options.of(server.url()));
        var there = Nats.connect(Nats.Options.of(server.url()))) {
      var givenUp = new AtomicInteger();
      try (var _ =
          there.serve(
              "price",
              REQUESTS,
              REPLIES,
              Serve.limit(64),
              (context, r) -> price(context, r, givenUp))) {
        var price = here.caller("price", REQUESTS, REPLIES);
        var total = new AtomicInteger();
        var calls = new ErrGroup();
        for (int i = 1; i <= 100; i++) {
          int amount = i;
          calls.go(() -> {
            try (var context = Context.current().withTimeout(Duration.ofSeconds(10))) {
              total.addAndGet((int) price.call(context, new Request("nut", amount)).cents());
            }
          });
        }
        calls.await();
        System.out.println("100 calls at once: " + total + " cents");
        try (var context = Context.background().withTimeout(Duration.ofSeconds(2))) {
          price.call(context, new Request("anvil", 1));
        } catch (DeadlineExceededException e) {
          System.out.println("the anvil: " + e.getMessage());
        }
        try {
          price.call(new Request("moon", 1));
        } catch (NatsException e) {
          System.out.println("the moon: " + e.getMessage());
        }
      }
      System.out.println("calls that the server gave up with their callers: " + givenUp);
    }
  }

  private static Reply price(Context context, Request r, AtomicInteger givenUp) throws Exception {
    Integer cents = CENTS.get(r.item());
    if (cents == null) {
      throw new IllegalArgumentException("no such item: " + r.item());
    }
    if (r.item().equals("anvil")) { // it must be weighed
      io.heddle.Select.select(
          io.heddle.Select.onReceive(context.done(), v -> givenUp.incrementAndGet()),
          io.heddle.Select.onReceive(Time.after(Duration.ofSeconds(30)), v -> {}));
    }
    return new Reply((long) cents * r.amount());
  }
}
