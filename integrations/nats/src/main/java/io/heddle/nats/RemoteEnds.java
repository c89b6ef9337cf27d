// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import io.heddle.Task;
import io.heddle.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The channels of a queue or a topic in this process.
 *
 * @param <T> what it carries
 */
abstract class RemoteEnds<T> implements Remote<T> {
  final Link link;

  /** As in {@code queue jobs}. */
  final String what;

  final Codec<T> codec;
  private final String name;
  private final List<SenderEnd> senders = new CopyOnWriteArrayList<>();
  private final List<ReceiverEnd> receivers = new CopyOnWriteArrayList<>();

  RemoteEnds(Link link, String kind, String name, Codec<T> codec) {
    this.link = link;
    this.what = kind + " " + name;
    this.name = name;
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  abstract SenderEnd newSender(int capacity);

  /** Nothing may be sent any more. */
  abstract boolean isClosedForAll();

  /**
   * A receiver.
   *
   * @param auto true if values are acknowledged as they are taken
   */
  abstract ReceiverEnd newReceiver(Receive how, boolean auto) throws InterruptedException;

  /** The receiver is there: what is to be done before its user gets it. */
  abstract void began(ReceiverEnd receiver) throws InterruptedException;

  final List<SenderEnd> senders() {
    return senders;
  }

  final List<ReceiverEnd> receivers() {
    return receivers;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final SendChannel<T> sender(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("makechan: size out of range");
    }
    link.requireOpen();
    var s = newSender(capacity);
    senders.add(s);
    if (isClosedForAll()) { // looked at after that, or a close at the same time would miss it
      s.stop();
    }
    begin(s, "nats sender of " + what, () -> s.pump(() -> gone(s, senders)), s::stop);
    return s.channel();
  }

  @Override
  @SuppressWarnings("unchecked") // it puts deliveries in
  public final ReceiveChannel<Delivery<T>> receiver(Receive how) throws InterruptedException {
    return (ReceiveChannel<Delivery<T>>) (ReceiveChannel<?>) receive(how, false);
  }

  @Override
  public final ReceiveChannel<T> receiverAutoAck(int inFlight) throws InterruptedException {
    return receiverAutoAck(Receive.any().inFlight(inFlight));
  }

  @Override
  @SuppressWarnings("unchecked") // it puts values in
  public final ReceiveChannel<T> receiverAutoAck(Receive how) throws InterruptedException {
    return (ReceiveChannel<T>) (ReceiveChannel<?>) receive(how, true);
  }

  private ReceiveChannel<Object> receive(Receive how, boolean auto) throws InterruptedException {
    link.requireOpen();
    var r = newReceiver(how, auto);
    receivers.add(r);
    begin(r, "nats receiver of " + what, () -> r.pump(() -> gone(r, receivers)), r::stop);
    began(r);
    return r.channel();
  }

  /** A pump that outlives the context it was started in by no more than its end. */
  private void begin(Link.Member end, String goroutine, Task pump, Runnable stop) {
    link.join(end);
    var context = Context.current();
    Go.go(
        goroutine,
        () -> {
          var atEnd = context.afterFunc(stop::run);
          try {
            pump.run();
          } finally {
            atEnd.stop();
          }
        });
  }

  private <E extends Link.Member> void gone(E end, List<E> from) {
    from.remove(end);
    link.leave(end);
  }

  @Override
  public final List<ChannelMetrics> metrics() {
    var all = new ArrayList<ChannelMetrics>();
    senders.forEach(s -> all.add(s.metrics()));
    receivers.forEach(r -> all.add(r.metrics()));
    return List.copyOf(all);
  }

  @Override
  public final String toString() {
    return what;
  }
}
