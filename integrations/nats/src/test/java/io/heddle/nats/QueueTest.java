// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.nats.Channels.isEmptyFor;
import static io.heddle.nats.Channels.next;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ChannelClosedException;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.Received;
import io.heddle.Select;
import io.heddle.SendChannel;
import io.heddle.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue whose server is well. */
class QueueTest {
  private static final AtomicLong NAMES = new AtomicLong();
  private static TestServer server;

  private Nats net;

  @BeforeAll
  static void startServer() {
    server = TestServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    net = Nats.connect(server.options());
  }

  @AfterEach
  void disconnect() {
    net.close();
  }

  private static String newName() {
    return "jobs" + NAMES.incrementAndGet();
  }

  private Remote<String> queue() throws InterruptedException {
    return net.queue(newName(), Codec.utf8());
  }

  private static long storedIn(Remote<?> queue) throws Exception {
    try (var c = server.client()) {
      return c.jetStreamManagement()
          .getStreamInfo(Names.streamOf(queue.name()))
          .getStreamState()
          .getMsgCount();
    }
  }

  @Test
  void valuesArriveInTheirOrder() throws Exception {
    var jobs = queue();
    var out = jobs.sender(16);
    var in = jobs.receiverAutoAck(16);
    Go.go(() -> {
      for (int i = 0; i < 5_000; i++) {
        out.send("job " + i);
      }
      out.close();
    });
    for (int i = 0; i < 5_000; i++) {
      assertThat(next(in)).isEqualTo("job " + i);
    }
    assertThat(isEmptyFor(in, 50)).isTrue();
  }

  /**
   * Without a window nothing needs an id, and the server has less to do; others may still use one.
   */
  @Test
  void valuesHaveIdsUnlessNobodyWantsThem() throws Exception {
    var name = newName();
    try (var c = server.client()) {
      var seen = c.subscribe(name);
      c.flush(ofSeconds(60));
      var without = Queue.settings().duplicateWindow(Duration.ZERO);
      net.queue(name, Codec.utf8(), without).sender(0).send("nameless");
      assertThat(seen.nextMessage(ofSeconds(60)).hasHeaders()).isFalse();
      net.queue(name, Codec.utf8()).sender(0).send("named");
      assertThat(seen.nextMessage(ofSeconds(60)).getHeaders().getFirst(Names.ID)).hasSize(11);
    }
  }

  @Test
  void whatIsSentBeforeAnybodyReceivesIsKept() throws Exception {
    var name = newName();
    try (var other = Nats.connect(server.options())) {
      var out = other.queue(name, Codec.utf8()).sender(4);
      out.send("early");
      out.close();
    }
    var in = net.queue(name, Codec.utf8()).receiver(Receive.group("workers"));
    var d = next(in);
    assertThat(d.value()).isEqualTo("early");
    assertThat(d.deliveries()).isEqualTo(1);
    assertThat(d.subject()).isEqualTo(name);
    d.ack();
  }

  @Test
  void anUnbufferedSendReturnsWhenTheServerHasIt() throws Exception {
    var jobs = queue();
    var out = jobs.sender(0);
    assertThat(out.capacity()).isZero();
    assertThat(out.trySend("it would wait")).isFalse();
    out.send("one");
    assertThat(storedIn(jobs)).isEqualTo(1);
    Select.select(Select.onSend(out, "two", () -> {}));
    assertThat(storedIn(jobs)).isEqualTo(2);
  }

  @Test
  void selectDoesWithTheseChannelsWhatItDoesWithOthers() throws Exception {
    var a = queue();
    var b = queue();
    var outA = a.sender(1);
    var inA = a.receiverAutoAck(1);
    var inB = b.receiverAutoAck(1);
    assertThat(
            Select.<String, RuntimeException>select(
                Select.receive(inA, v -> "a" + v),
                Select.receive(inB, v -> "b" + v),
                Select.otherwise(() -> "nothing")))
        .isEqualTo("nothing");
    outA.send("1");
    assertThat(
            Select.<String, RuntimeException>select(
                Select.receive(inA, v -> "a" + v), Select.receive(inB, v -> "b" + v)))
        .isEqualTo("a1");
    assertThat(inB.tryReceive()).isInstanceOf(Received.Empty.class);
  }

  @Test
  void aFullQueueHoldsItsSenders() throws Exception {
    var jobs = net.queue(newName(), Codec.utf8(), Queue.settings().maxMessages(10));
    var out = jobs.sender(4);
    for (int i = 0; i < 14; i++) {
      out.send("job " + i);
    }
    assertThat(Channels.sends(out, "too much", 500)).isFalse();
    assertThat(storedIn(jobs)).isEqualTo(10);
    assertThat(out.length()).isEqualTo(4);
    var in = jobs.receiverAutoAck(2);
    for (int i = 0; i < 14; i++) {
      assertThat(next(in)).isEqualTo("job " + i);
    }
    out.send("again");
    assertThat(next(in)).isEqualTo("again");
  }

  @Test
  void aQueueFullOfBytesHoldsItsSenders() throws Exception {
    var jobs = net.queue(newName(), Codec.bytes(), Queue.settings().maxBytes(100_000));
    var out = jobs.sender(4);
    int sent = 0;
    while (sent < 10) {
      out.send(new byte[10_000]);
      sent++;
    }
    while (Channels.sends(out, new byte[10_000], 500)) {
      sent++;
    }
    assertThat(sent).isLessThan(14);
    var in = jobs.receiverAutoAck(4);
    for (int i = 0; i < sent; i++) {
      assertThat(next(in)).hasSize(10_000);
    }
  }

  @Test
  void aFullQueueWithSeveralSendersKeepsTheOrderOfEach() throws Exception {
    var jobs = net.queue(newName(), Codec.utf8(), Queue.settings().maxMessages(20));
    int each = 400;
    for (int s = 0; s < 4; s++) {
      int sender = s;
      var out = jobs.sender(16);
      Go.go(() -> {
        for (int i = 0; i < each; i++) {
          out.send(sender + " " + i);
        }
      });
    }
    var in = jobs.receiverAutoAck(8);
    var seen = new int[4];
    for (int i = 0; i < 4 * each; i++) {
      var words = next(in).split(" ");
      assertThat(Integer.parseInt(words[1])).isEqualTo(seen[Integer.parseInt(words[0])]++);
    }
  }

  @Test
  void whatIsNotAcknowledgedGoesToAnother() throws Exception {
    var jobs = queue();
    var how = Receive.group("workers").inFlight(1).redeliverAfter(ofMillis(500));
    var first = jobs.receiver(how);
    long before = System.nanoTime();
    jobs.sender(1).send("job");
    var d = next(first);
    var second = jobs.receiver(how);
    assertThat(d.value()).isEqualTo("job");
    var again = Channels.nextOf(first, second);
    assertThat(System.nanoTime() - before).isGreaterThan(400_000_000);
    assertThat(again.value()).isEqualTo("job");
    assertThat(again.deliveries()).isGreaterThan(1); // more than two if nobody let us take it
    again.ack();
  }

  /** So long that no pause of this process or of the server's makes it right to redeliver. */
  private static final Duration LONG = ofSeconds(6);

  @Test
  void whatWaitsInAChannelIsNotDeliveredTwice() throws Exception {
    var jobs = queue();
    var how = Receive.group("workers").inFlight(4).redeliverAfter(LONG);
    var slow = jobs.receiver(how);
    var out = jobs.sender(4);
    for (int i = 0; i < 4; i++) {
      out.send("job " + i);
    }
    Channels.awaitLength(slow, 4);
    var other = jobs.receiver(how);
    assertThat(isEmptyFor(other, LONG.toMillis() + 2000)).isTrue();
    for (int i = 0; i < 4; i++) {
      var d = next(slow);
      assertThat(d.value()).isEqualTo("job " + i);
      assertThat(d.deliveries()).isEqualTo(1);
      d.ack();
    }
  }

  @Test
  void extendTermAndNack() throws Exception {
    var jobs = queue();
    var in = jobs.receiver(Receive.group("workers").inFlight(1).redeliverAfter(LONG));
    var out = jobs.sender(1);
    out.send("long");
    var d = next(in);
    for (int i = 0; i < 4; i++) {
      Thread.sleep(LONG.dividedBy(3));
      d.extend();
    }
    assertThat(in.tryReceive()).isInstanceOf(Received.Empty.class);
    d.ack();
    d.nack(); // the first counts

    out.send("hopeless");
    next(in).term();
    out.send("later");
    var once = next(in);
    assertThat(once.value()).isEqualTo("later");
    once.nack();
    var twice = next(in);
    assertThat(twice.deliveries()).isEqualTo(2);
    long refused = System.nanoTime();
    twice.nack(ofMillis(300));
    var thrice = next(in);
    assertThat(System.nanoTime() - refused).isGreaterThan(280_000_000);
    assertThat(thrice.deliveries()).isEqualTo(3);
    thrice.ack();
    assertThat(isEmptyFor(in, 1000)).isTrue();
    assertThat(storedIn(jobs)).isZero();
  }

  @Test
  void inFlightBoundsWhatAReceiverHas() throws Exception {
    var jobs = queue();
    var out = jobs.sender(100);
    for (int i = 0; i < 50; i++) {
      out.send("job " + i);
    }
    while (out.length() > 0) {
      Thread.sleep(1); // until the server has all
    }
    var in = jobs.receiver(Receive.group("workers").inFlight(3));
    List<Delivery<String>> mine = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      mine.add(next(in));
    }
    assertThat(isEmptyFor(in, 200)).isTrue();
    var other = jobs.receiver(Receive.group("workers").inFlight(3));
    assertThat(next(other).value()).isEqualTo("job 3");
    mine.getFirst().ack();
    mine.getLast().ack();
    assertThat(next(in).value()).isEqualTo("job 6");
  }

  @Test
  void closeForAllEndsTheReceiversEverywhereOnceItIsDrained() throws Exception {
    var name = newName();
    try (var other = Nats.connect(server.options())) {
      var here = net.queue(name, Codec.utf8());
      var there = other.queue(name, Codec.utf8());
      var in = here.receiver(Receive.group("workers").inFlight(8));
      var elsewhere = there.sender(8);
      var out = here.sender(8);
      for (int i = 0; i < 8; i++) {
        out.send("job " + i);
      }
      here.closeForAll();
      var held = next(in);
      var second = there.receiver(Receive.group("workers").inFlight(2));
      for (int i = 1; i < 8; i++) {
        next(in).ack();
      }
      assertThat(isEmptyFor(second, 500)).as("one is not acknowledged yet").isTrue();
      held.ack();
      assertThat(in.receive()).isNull();
      assertThat(second.receive()).isNull();
      assertThat(there.receiverAutoAck(1).receive()).as("who comes later").isNull();
      assertThatThrownBy(() -> elsewhere.send("too late"))
          .isInstanceOf(ChannelClosedException.class)
          .hasMessage("send on closed channel");
    }
  }

  @Test
  void aValueThatCannotBeDecodedGoesToTheDeadOnes() throws Exception {
    record Job(String name, int size) {}
    var name = newName() + ".eu";
    var raw = net.queue(name, Codec.utf8()).sender(4);
    var in =
        net.queue(name, Codec.json(Job.class))
            .receiver(Receive.group("workers").inFlight(4).maxDeliveries(3));
    raw.send("{\"name\":\"good\",\"size\":1}");
    raw.send("{poison");
    raw.send("{\"name\":\"better\",\"size\":2}");
    for (int i = 1; i <= 2; i++) {
      var d = next(in);
      assertThat(d.value().size()).isEqualTo(i);
      d.ack();
    }
    var dead = net.queue(name + ".dead", Codec.utf8()).receiver(Receive.any());
    var letter = next(dead);
    assertThat(letter.value()).isEqualTo("{poison");
    assertThat(letter.header("Heddle-Cause")).contains("Exception: ");
    assertThat(letter.header("Heddle-Deliveries")).isEqualTo("3");
    letter.ack();
    while (net.metrics().stream().noneMatch(m -> m.dead() == 1)) {
      Thread.sleep(1); // it is counted after it has been stored
    }
  }

  @Test
  void closeReportsWhatTheServerHasNot() throws Exception {
    try (var other = Nats.connect(server.options().flushTimeout(ofMillis(300)))) {
      var full = other.queue(newName(), Codec.utf8(), Queue.settings().maxMessages(2));
      var out = full.sender(8);
      for (int i = 0; i < 5; i++) {
        out.send("job " + i);
      }
      while (full.metrics().getFirst().redelivered() == 0) {
        Thread.sleep(1); // until one was refused
      }
      assertThatThrownBy(out::close)
          .isInstanceOfSatisfying(
              NotAcceptedException.class,
              e -> assertThat(e.values()).containsExactly("job 2", "job 3", "job 4"))
          .hasMessage("3 values not accepted by the queue " + full.name() + ": the queue is full");
      assertThatThrownBy(out::close)
          .isInstanceOf(ChannelClosedException.class)
          .hasMessage("close of closed channel");
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void channelsEndWithTheirContext() throws Exception {
    var jobs = queue();
    try (var context = Context.background().withCancel()) {
      var channels = new Object[2];
      context.run(() -> {
        channels[0] = jobs.receiverAutoAck(4);
        channels[1] = jobs.sender(4);
      });
      context.cancel();
      assertThat(((ReceiveChannel<String>) channels[0]).receive()).isNull();
      var out = (SendChannel<String>) channels[1];
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.send("x");
                }
              })
          .isInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  void whatWasInAClosedReceiverGoesToOthers() throws Exception {
    var name = newName();
    var out = net.queue(name, Codec.utf8()).sender(4);
    for (int i = 0; i < 4; i++) {
      out.send("job " + i);
    }
    var how = Receive.group("workers").redeliverAfter(ofMillis(1000));
    try (var other = Nats.connect(server.options())) {
      var in = other.queue(name, Codec.utf8()).receiver(how.inFlight(4));
      next(in).ack();
      Channels.awaitLength(in, 3);
      other.close();
      assertThat(in.receive()).isNull();
    }
    var in = net.queue(name, Codec.utf8()).receiver(how);
    var rest = new TreeSet<String>();
    while (rest.size() < 3) {
      var d = next(in);
      rest.add(d.value());
      d.ack(); // one of the others may take as long as redeliverAfter, and this one be late
    }
    assertThat(rest).containsExactly("job 1", "job 2", "job 3");
  }

  @Test
  void traceContextTravels() throws Exception {
    var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var jobs = queue();
    var out = jobs.sender(1);
    Context.background().withValue(Nats.TRACEPARENT, trace).run(() -> out.send("traced"));
    out.send("plain");
    var in = jobs.receiver(Receive.any());
    var d = next(in);
    assertThat(d.traceparent()).isEqualTo(trace);
    assertThat(d.context().value(Nats.TRACEPARENT)).isEqualTo(trace);
    assertThat(next(in).traceparent()).isNull();
  }

  @Test
  void metricsCount() throws Exception {
    var jobs = queue();
    var out = jobs.sender(4);
    var in = jobs.receiver(Receive.group("workers").inFlight(4));
    for (int i = 0; i < 3; i++) {
      out.send("job " + i);
    }
    var first = next(in);
    Channels.awaitLength(in, 2);
    first.ack();
    next(in);
    while (true) { // under the limit that every test has
      var sender = jobs.metrics().stream().filter(m -> m.kind().equals("sender")).findAny();
      var receiver = jobs.metrics().stream().filter(m -> m.kind().equals("receiver")).findAny();
      if (sender.orElseThrow().acknowledged() == 3
          && sender.get().pending() == 0
          && receiver.orElseThrow().acknowledged() == 1
          && receiver.get().pending() == 1
          && receiver.get().inFlight() == 1) {
        break;
      }
      Thread.sleep(1);
    }
  }
}
