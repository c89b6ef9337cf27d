// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import io.heddle.context.Context;
import io.nats.client.Connection;
import io.nats.client.PublishOptions;
import io.nats.client.impl.NatsMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A queue: see {@link Nats#queue}. */
final class QueueRemote<T> implements Remote<T>, Link.Member {
  /*
   * It is a member of Link itself, to hear that the queue was closed for all: by a message on NAME.closed,
   * or by asking after each new connection, for it may have missed the message.
   * Checked by: QueueTest
   */
  private static final long DEFAULT_PAYLOAD = 1 << 20;

  private final Link link;
  private final AckMemory.Groups groups;
  private final String name;
  private final Codec<T> codec;
  private final StreamSetup setup;
  private final List<QueueSender> senders = new CopyOnWriteArrayList<>();
  private final List<QueueReceiver<T>> receivers = new CopyOnWriteArrayList<>();
  private volatile boolean closedForAll;
  private volatile long largest = DEFAULT_PAYLOAD;

  QueueRemote(Link link, AckMemory.Groups groups, String name, Codec<T> codec, Queue settings)
      throws InterruptedException {
    this.link = link;
    this.groups = groups;
    this.name = name;
    this.codec = codec;
    this.setup = new StreamSetup(link, name, settings);
    setup.ensure();
    closedForAll = setup.isClosed();
    link.join(this);
  }

  @Override
  public String name() {
    return name;
  }

  String stream() {
    return setup.stream();
  }

  StreamSetup setup() {
    return setup;
  }

  /** How many bytes a message may have. */
  long largest() {
    return largest;
  }

  boolean isClosedForAll() {
    return closedForAll;
  }

  @Override
  public void connected(Connection c) {
    if (c.getMaxPayload() > 0) {
      largest = c.getMaxPayload();
    }
    Link.dispatcher(c, "nats close of queue " + name, m -> wasClosedForAll())
        .subscribe(Names.closed(name));
    Go.go("nats setup of queue " + name, this::lookAgain);
  }

  /** The server may have lost its store, and we a message. */
  private void lookAgain() throws InterruptedException {
    try {
      setup.ensure();
      if (setup.isClosed()) {
        wasClosedForAll();
      }
    } catch (NatsException | IllegalStateException e) {
      System.getLogger("io.heddle.nats").log(System.Logger.Level.DEBUG, e.getMessage());
    }
  }

  private void wasClosedForAll() {
    closedForAll = true;
    senders.forEach(QueueSender::stop);
    receivers.forEach(r -> r.look());
  }

  @Override
  public void ended(NatsException why) {}

  @Override
  public void close() {}

  @Override
  public SendChannel<T> sender(int capacity) {
    requireSize(capacity);
    link.requireOpen();
    var s = new QueueSender(link, this, codec, capacity);
    senders.add(s);
    if (closedForAll) {
      s.stop();
    }
    begin(s, "nats sender of queue " + name, s::pump, s::stop);
    @SuppressWarnings("unchecked") // the outlet is a channel of the codec's type
    var channel = (Channel<T>) s.outlet();
    return channel.sendOnly();
  }

  static void requireSize(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("makechan: size out of range");
    }
  }

  private void begin(Link.Member m, String goroutine, io.heddle.Task pump, Runnable stop) {
    link.join(m);
    begin(goroutine, pump, stop);
  }

  /** A pump that outlives the context it was started in by no more than its end. */
  static void begin(String goroutine, io.heddle.Task pump, Runnable stop) {
    var context = Context.current();
    Go.go(
        goroutine,
        () -> {
          var end = context.afterFunc(stop::run);
          try {
            pump.run();
          } finally {
            end.stop();
          }
        });
  }

  @Override
  @SuppressWarnings("unchecked") // it puts deliveries in
  public ReceiveChannel<Delivery<T>> receiver(Receive how) throws InterruptedException {
    return (ReceiveChannel<Delivery<T>>) (ReceiveChannel<?>) receive(how, false);
  }

  @Override
  public ReceiveChannel<T> receiverAutoAck(int inFlight) throws InterruptedException {
    return receiverAutoAck(Receive.any().inFlight(inFlight));
  }

  @Override
  @SuppressWarnings("unchecked") // it puts values in
  public ReceiveChannel<T> receiverAutoAck(Receive how) throws InterruptedException {
    return (ReceiveChannel<T>) (ReceiveChannel<?>) receive(how, true);
  }

  private ReceiveChannel<Object> receive(Receive how, boolean auto) throws InterruptedException {
    link.requireOpen();
    var group = setup.ensureGroup(how);
    var durable = Objects.requireNonNull(group.getDurable());
    var acknowledgeWithin = Objects.requireNonNull(group.getAckWait());
    var exact = Receive.group(durable).inFlight(how.inFlight());
    var r =
        new QueueReceiver<>(
            link,
            this,
            codec,
            auto,
            exact.maxDeliveries(how.maxDeliveries()).redeliverAfter(acknowledgeWithin),
            groups.of(stream(), durable));
    receivers.add(r);
    begin(r, "nats receiver of queue " + name, r::pump, r::stop);
    return r.channel().receiveOnly();
  }

  void gone(QueueSender s) {
    senders.remove(s);
    link.leave(s);
  }

  void gone(QueueReceiver<T> r) {
    receivers.remove(r);
    link.leave(r);
  }

  @Override
  public void closeForAll() throws InterruptedException {
    link.requireOpen();
    RuntimeException failure = null;
    for (var s : senders) {
      try {
        s.close();
      } catch (NotAcceptedException e) {
        failure = e;
      }
    }
    var message = NatsMessage.builder().subject(Names.closed(name)).data(new byte[0]).build();
    long until = System.nanoTime() + link.options().flushTimeout().toNanos();
    while (!closedForAll) {
      try {
        var server = link.management();
        Failures.ask(
            link,
            "queue " + name,
            () ->
                server
                    .jetStream()
                    .publish(message, PublishOptions.builder().messageId("closed").build()));
        wasClosedForAll();
      } catch (NatsException e) {
        // A full queue has no room for the word either, until a receiver makes some.
        if (!Failures.is(e, Failures.FULL) && System.nanoTime() - until > 0) {
          throw e;
        }
        io.heddle.time.Time.sleep(java.time.Duration.ofMillis(20));
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void delete() throws InterruptedException {
    link.requireOpen();
    setup.delete();
  }

  @Override
  public List<ChannelMetrics> metrics() {
    var all = new ArrayList<ChannelMetrics>();
    senders.forEach(s -> all.add(s.metrics()));
    receivers.forEach(r -> all.add(r.metrics()));
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return "queue " + name;
  }
}
