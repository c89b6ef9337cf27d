// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A topic: see {@link Nats#topic}. */
final class TopicRemote<T> implements Remote<T> {
  private final Link link;
  private final String name;
  private final Codec<T> codec;
  private final List<TopicSender> senders = new CopyOnWriteArrayList<>();
  private final List<TopicReceiver<T>> receivers = new CopyOnWriteArrayList<>();

  TopicRemote(Link link, String name, Codec<T> codec) {
    this.link = link;
    this.name = name;
    this.codec = codec;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SendChannel<T> sender(int capacity) {
    QueueRemote.requireSize(capacity);
    link.requireOpen();
    var s = new TopicSender(link, name, codec, capacity, senders::remove);
    senders.add(s);
    link.join(s);
    QueueRemote.begin("nats sender of topic " + name, s::pump, s::stop);
    @SuppressWarnings("unchecked") // the outlet is a channel of the codec's type
    var channel = (Channel<T>) s.outlet();
    return channel.sendOnly();
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
    var r = new TopicReceiver<>(link, name, codec, auto, how, receivers::remove);
    receivers.add(r);
    link.join(r);
    QueueRemote.begin("nats receiver of topic " + name, r::pump, r::stop);
    r.awaitListening();
    return r.channel().receiveOnly();
  }

  @Override
  public void closeForAll() throws InterruptedException {
    link.requireOpen();
    senders.forEach(TopicSender::close);
    var c = link.await();
    c.publish(Names.closed(name), new byte[0]);
    link.flush(c);
  }

  /** A topic keeps nothing. */
  @Override
  public void delete() {}

  @Override
  public List<ChannelMetrics> metrics() {
    var all = new ArrayList<ChannelMetrics>();
    senders.forEach(s -> all.add(s.metrics()));
    receivers.forEach(r -> all.add(r.metrics()));
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return "topic " + name;
  }
}
