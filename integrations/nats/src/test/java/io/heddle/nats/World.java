// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a seed says of a test of faults: how many values, over how large channels, and when the
 * fault comes.
 */
record World(int each, int capacity, int inFlight, long faultAt, Random random) {
  static final int SENDERS = 2;

  /** What comes in the middle. */
  interface Fault {
    void happen() throws Exception;
  }

  /** As many as {@code heddle.nats.faults} from {@code heddle.nats.seed} on. */
  static Stream<Long> seeds() {
    long first = Long.getLong("heddle.nats.seed", 1);
    return LongStream.range(first, first + Integer.getInteger("heddle.nats.faults", 2)).boxed();
  }

  static World of(long seed) {
    var r = new Random(seed);
    int each = 300 + r.nextInt(700);
    return new World(each, 1 + r.nextInt(64), 1 + r.nextInt(64), r.nextInt(each), r);
  }

  /** The same with a quarter of the values. */
  World smaller() {
    return new World(each / 4, capacity, inFlight, faultAt / 4, random);
  }

  /** Sends all of one sender's, closes, and counts down. */
  void send(SendChannel<String> out, int sender, CountDownLatch done) {
    Go.go(
        "test sender " + sender,
        () -> {
          for (int i = 0; i < each; i++) {
            out.send(sender + " " + i);
          }
          out.close();
          done.countDown();
        });
  }

  void run(Nats.Options options, Queue settings, String name, Fault fault) throws Exception {
    run(options, options, settings, name, fault);
  }

  /** Sends all, lets the fault happen when some have been received, and receives all. */
  void run(Nats.Options senders, Nats.Options receiver, Queue settings, String name, Fault fault)
      throws Exception {
    try (var there = Nats.connect(senders.flushTimeout(ofSeconds(60)));
        var here = Nats.connect(receiver)) {
      var jobs = there.queue(name, Codec.utf8(), settings);
      var sent = new CountDownLatch(SENDERS);
      var in =
          here.queue(name, Codec.utf8(), settings)
              .receiver(Receive.group("workers").inFlight(inFlight).redeliverAfter(ofSeconds(2)));
      for (int s = 0; s < SENDERS; s++) {
        send(jobs.sender(capacity), s, sent);
      }
      var books = new Books(SENDERS, each);
      while (!books.areFull()) {
        if (books.received() == faultAt) {
          fault.happen();
        }
        enterNext(in, books);
      }
      assertThat(sent.await(60, TimeUnit.SECONDS)).as("all senders have closed").isTrue();
      if (!Duration.ZERO.equals(settings.duplicateWindow())) {
        assertThat(Channels.isEmptyFor(in, 20)).isTrue();
        books.check();
      } else if (senders.equals(receiver)) {
        // A double comes before its value if that was on its way when the connection broke.
        while (!books.areStoredInOrder()) {
          enterNext(in, books);
        }
      } else {
        books.checkOrder();
      }
      assertThat(books.areStoredInOrder()).as("stored in the order of their senders").isTrue();
    }
  }

  private static void enterNext(ReceiveChannel<Delivery<String>> in, Books books)
      throws InterruptedException {
    var d = Channels.next(in);
    books.enter(d);
    d.ack();
  }
}
