// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Message;
import io.nats.client.impl.AckType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A value of a queue that this process has and nobody has acknowledged yet. */
final class Held<T> implements OfMessage<T> {
  private static final int LOOK_AFTER = 20;

  private final QueueReceiver<T> receiver;
  private final T value;
  private final AtomicBoolean done = new AtomicBoolean();

  /** Its number in the stream, and when it was stored. */
  final long seq;

  final long storedAt;

  /** Which stream of this name it is from. */
  final long incarnation;

  /** The delivery that counts: the last one. */
  private volatile Message message;

  /** When the server began to count the time after which it delivers the value again. */
  private volatile long touched = System.nanoTime();

  private boolean looked;

  Held(QueueReceiver<T> receiver, Message message, long storedAt, long incarnation, T value) {
    this.receiver = receiver;
    this.message = message;
    this.seq = message.metaData().streamSequence();
    this.storedAt = storedAt;
    this.incarnation = incarnation;
    this.value = value;
  }

  @Override
  public T value() {
    if (!looked) {
      looked = true; // it may have waited in the channel: its time begins now
      if (age() > receiver.redeliverAfter() / LOOK_AFTER) {
        extend();
      }
    }
    return value;
  }

  long age() {
    return System.nanoTime() - touched;
  }

  /** It has come once more, while it was waiting in the channel. */
  void cameAgain(Message m) {
    message = m;
    touched = System.nanoTime();
  }

  String reply() {
    return message.getReplyTo();
  }

  /** True for the first who asks. */
  boolean finish() {
    return done.compareAndSet(false, true);
  }

  boolean isDone() {
    return done.get();
  }

  @Override
  public void ack() {
    if (finish()) {
      receiver.acknowledge(this, AckType.AckAck.bytes);
    }
  }

  @Override
  public void term() {
    if (finish()) {
      receiver.acknowledge(this, AckType.AckTerm.bytes);
    }
  }

  @Override
  public void nack() {
    if (finish()) {
      receiver.refuse(this, AckType.AckNak.bytes);
    }
  }

  @Override
  public void nack(Duration delay) {
    if (finish()) {
      receiver.refuse(this, AckType.AckNak.bodyBytes(Math.max(1, delay.toNanos())));
    }
  }

  @Override
  public void extend() {
    if (!isDone()) {
      touched = System.nanoTime();
      receiver.extend(this);
    }
  }

  @Override
  public long deliveries() {
    return message.metaData().deliveredCount();
  }

  @Override
  public Message message() {
    return message;
  }

  @Override
  public String toString() {
    return "value " + seq + " of " + subject();
  }
}
