// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import io.heddle.time.Time;
import io.nats.client.Connection;
import io.nats.client.PublishOptions;
import io.nats.client.impl.NatsMessage;
import java.time.Duration;
import java.util.Objects;

/** A queue: see {@link Nats#queue}. */
final class QueueRemote<T> extends RemoteEnds<T> implements Link.Member {
  /*
   * It is a member of Link itself, to hear that the queue was closed for all: by a message on NAME.closed,
   * or by asking after each new connection, for it may have missed the message.
   * Checked by: QueueTest
   */
  private static final long DEFAULT_PAYLOAD = 1 << 20;

  private final AckMemory.Groups groups;
  private final StreamSetup setup;
  private volatile boolean closedForAll;
  private volatile long largest = DEFAULT_PAYLOAD;

  QueueRemote(Link link, AckMemory.Groups groups, String name, Codec<T> codec, Queue settings)
      throws InterruptedException {
    super(link, "queue", name, codec);
    this.groups = groups;
    this.setup = new StreamSetup(link, name, settings);
    closedForAll =
        Failures.askAgain(
            link,
            most -> {
              var asked = setup.within(most);
              asked.ensure();
              return asked.isClosed();
            });
    link.join(this);
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

  @Override
  boolean isClosedForAll() {
    return closedForAll;
  }

  @Override
  public void connected(Connection c) {
    if (c.getMaxPayload() > 0) {
      largest = c.getMaxPayload();
    }
    Dispatchers.make(c, "nats close of " + what, m -> wasClosedForAll())
        .subscribe(Names.closed(name()));
    Go.go("nats setup of " + what, () -> lookAgain(c));
  }

  /** The server may have lost its store, and we a message. */
  private void lookAgain(Connection c) throws InterruptedException {
    var patience = new Patience(link.options().connectTimeout());
    while (link.current() == c) {
      try {
        var there = setup.within(patience.now());
        there.ensure();
        if (there.isClosed()) {
          wasClosedForAll();
        }
        return;
      } catch (NatsException | IllegalStateException e) {
        System.getLogger("io.heddle.nats").log(System.Logger.Level.DEBUG, e.getMessage());
        if (e.getCause() == null) {
          return; // it is another queue now, and whoever uses it is told so
        }
        Time.sleep(patience.now());
        patience.more();
      }
    }
  }

  private void wasClosedForAll() {
    closedForAll = true;
    senders().forEach(SenderEnd::stop);
    receivers().forEach(ReceiverEnd::look);
  }

  @Override
  public void ended(NatsException why) {}

  @Override
  public void close(long until) {}

  @Override
  SenderEnd newSender(int capacity) {
    return new QueueSender(link, this, codec, capacity);
  }

  @Override
  ReceiverEnd newReceiver(Receive how, boolean auto) throws InterruptedException {
    var group = Failures.askAgain(link, most -> setup.within(most).ensureGroup(how));
    var durable = Objects.requireNonNull(group.getDurable());
    var exact =
        Receive.group(durable)
            .inFlight(how.inFlight())
            .maxDeliveries(how.maxDeliveries())
            .redeliverAfter(Objects.requireNonNull(group.getAckWait()));
    return new QueueReceiver<>(link, this, codec, auto, exact, groups.of(stream(), durable));
  }

  @Override
  void began(ReceiverEnd receiver) {}

  @Override
  public void closeForAll() throws InterruptedException {
    link.requireOpen();
    RuntimeException failure = null;
    for (var s : senders()) {
      try {
        s.close();
      } catch (NotAcceptedException e) {
        failure = e;
      }
    }
    var message = NatsMessage.builder().subject(Names.closed(name())).data(new byte[0]).build();
    long until = System.nanoTime() + link.options().flushTimeout().toNanos();
    while (!closedForAll) {
      try {
        var server = link.management(link.options().connectTimeout());
        Failures.ask(
            link,
            what,
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
        Time.sleep(Duration.ofMillis(20));
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void delete() throws InterruptedException {
    link.requireOpen();
    Failures.askAgain(
        link,
        most -> {
          setup.within(most).delete();
          return true;
        });
  }
}
