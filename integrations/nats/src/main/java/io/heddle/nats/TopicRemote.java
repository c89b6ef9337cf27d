// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

/** A topic: see {@link Nats#topic}. */
final class TopicRemote<T> extends RemoteEnds<T> {
  TopicRemote(Link link, String name, Codec<T> codec) {
    super(link, "topic", name, codec);
  }

  @Override
  SenderEnd newSender(int capacity) {
    return new TopicSender(link, name(), codec, capacity);
  }

  @Override
  boolean isClosedForAll() {
    return false; // it may be used again
  }

  @Override
  ReceiverEnd newReceiver(Receive how, boolean auto) {
    return new TopicReceiver<>(link, name(), codec, auto, how);
  }

  /** Returns when the server knows that it listens, if it is there. */
  @Override
  void began(ReceiverEnd receiver) throws InterruptedException {
    var c = link.current();
    if (c != null) {
      link.flush(c);
    }
  }

  @Override
  public void closeForAll() throws InterruptedException {
    link.requireOpen();
    senders().forEach(SenderEnd::close);
    var c = link.await();
    c.publish(Names.closed(name()), new byte[0]);
    link.flush(c);
  }

  /** A topic keeps nothing. */
  @Override
  public void delete() {}
}
