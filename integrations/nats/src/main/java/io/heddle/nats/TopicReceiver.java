// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Fills one receiver's channel from a topic. What a slow one has no room for is lost to it.
 *
 * @param <T> the values
 */
final class TopicReceiver<T> extends ReceiverEnd {
  /*
   * jnats's goroutine puts messages into a bounded backlog; the pump decodes them and fills the channel.
   * A full backlog drops the newest. It is larger than the channel, for bursts.
   * Checked by: TopicTest
   */
  private static final int BACKLOG = 8192;

  private final String name;
  private final Codec<T> codec;
  private final boolean auto;
  private final @Nullable String group;
  private final ArrayBlockingQueue<Message> backlog = new ArrayBlockingQueue<>(BACKLOG);
  private volatile boolean closedForAll;
  private volatile Runnable unsubscribe = () -> {};
  private volatile long received;
  private final LongAdder dropped = new LongAdder();

  TopicReceiver(Link link, String name, Codec<T> codec, boolean auto, Receive how) {
    super(link, "topic " + name, how.inFlight());
    this.name = name;
    this.codec = codec;
    this.auto = auto;
    this.group = how.group();
  }

  @Override
  ChannelMetrics metrics() {
    return new ChannelMetrics(
        name, "receiver", inlet.length() + backlog.size(), 0, received, 0, 0, dropped.sum());
  }

  @Override
  public void connected(Connection c) {
    var d =
        Dispatchers.make(
            c,
            "nats messages of topic " + name,
            m -> {
              if (!backlog.offer(m)) {
                dropped.increment();
              }
              inlet.ring();
            });
    unsubscribe = () -> Dispatchers.close(c, d);
    if (group == null) {
      d.subscribe(name);
    } else {
      d.subscribe(name, group);
    }
    d.subscribe(
        Names.closed(name),
        m -> {
          closedForAll = true; // in turn: all that was sent before is in the backlog
          inlet.ring();
        });
  }

  @Override
  public void ended(NatsException why) {
    stop();
  }

  @Override
  void carryAll() throws InterruptedException {
    Object next = null;
    while (!isStopping()) {
      boolean last = closedForAll; // before the look at the backlog
      if (next == null) {
        next = nextValue();
      }
      if (next != null && channel.trySend(next)) {
        next = null;
        received++;
      } else if (next == null && last && backlog.isEmpty()) {
        break;
      } else if (next != null || backlog.isEmpty()) {
        inlet.await(Long.MAX_VALUE);
      }
    }
  }

  @Override
  void end() {
    unsubscribe.run();
  }

  private @Nullable Object nextValue() {
    var m = backlog.poll();
    if (m == null) {
      return null;
    }
    try {
      T value = Objects.requireNonNull(codec.decode(m.getData()), "the codec made null of it");
      return auto ? value : new Heard<>(m, value);
    } catch (Exception | StackOverflowError e) {
      dropped.increment();
      System.getLogger("io.heddle.nats")
          .log(
              System.Logger.Level.WARNING,
              "topic " + name + ": a value could not be decoded: " + Connecting.firstLine(e));
      return null;
    }
  }

  /** A value that nobody keeps: there is nothing to acknowledge. */
  private record Heard<T>(Message message, T value) implements OfMessage<T> {
    @Override
    public void ack() {}

    @Override
    public void nack() {}

    @Override
    public void nack(Duration delay) {}

    @Override
    public void term() {}

    @Override
    public void extend() {}

    @Override
    public long deliveries() {
      return 1;
    }
  }
}
