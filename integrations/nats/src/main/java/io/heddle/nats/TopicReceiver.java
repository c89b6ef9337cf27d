// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.context.Context;
import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Inlet;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills one receiver's channel from a topic. What a slow one has no room for is lost to it.
 *
 * @param <T> the values
 */
final class TopicReceiver<T> implements Link.Member {
  /*
   * jnats's goroutine puts messages into a bounded backlog; the pump decodes them and fills the channel.
   * A full backlog drops the newest. It is larger than the channel, for bursts.
   * Checked by: TopicTest
   */
  private static final int BACKLOG = 8192;

  private final Link link;
  private final String name;
  private final Codec<T> codec;
  private final boolean auto;
  private final @Nullable String group;
  private final Inlet inlet;
  private final Channel<Object> channel;
  private final Consumer<TopicReceiver<T>> gone;
  private final ArrayBlockingQueue<Message> backlog = new ArrayBlockingQueue<>(BACKLOG);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean closedForAll;
  private volatile boolean stopping;
  private volatile Runnable unsubscribe = () -> {};
  private volatile long received;
  private volatile long dropped;

  @SuppressWarnings("unchecked") // the inlet is a channel of whatever the pump puts in
  TopicReceiver(
      Link link,
      String name,
      Codec<T> codec,
      boolean auto,
      Receive how,
      Consumer<TopicReceiver<T>> gone) {
    this.link = link;
    this.name = name;
    this.codec = codec;
    this.auto = auto;
    this.group = how.group();
    this.gone = gone;
    inlet = PumpedChannels.inlet("receiver of topic " + name, how.inFlight());
    channel = (Channel<Object>) inlet;
  }

  Channel<Object> channel() {
    return channel;
  }

  ChannelMetrics metrics() {
    return new ChannelMetrics(
        name, "receiver", inlet.length() + backlog.size(), 0, received, 0, 0, dropped);
  }

  @Override
  public void connected(Connection c) {
    var d =
        Link.dispatcher(
            c,
            "nats messages of topic " + name,
            m -> {
              if (!backlog.offer(m)) {
                dropped++;
              }
              inlet.ring();
            });
    unsubscribe = () -> Link.closeDispatcher(c, d);
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

  /** Returns when the server knows that we listen, if it is there. */
  void awaitListening() throws InterruptedException {
    var c = link.current();
    if (c != null) {
      link.flush(c);
    }
  }

  @Override
  public void ended(NatsException why) {
    stop();
  }

  void stop() {
    stopping = true;
    inlet.ring();
  }

  @Override
  public void close() {
    stop();
    Waiting.until(over, null);
  }

  void pump() throws InterruptedException {
    try {
      Object next = null;
      while (!stopping) {
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
    } finally {
      inlet.shut();
      gone.accept(this);
      link.leave(this);
      unsubscribe.run();
      over.countDown();
    }
  }

  private @Nullable Object nextValue() {
    var m = backlog.poll();
    if (m == null) {
      return null;
    }
    try {
      T value = Objects.requireNonNull(codec.decode(m.getData()), "the codec made null of it");
      return auto ? value : new Heard<>(m, value);
    } catch (Exception e) {
      dropped++;
      System.getLogger("io.heddle.nats")
          .log(
              System.Logger.Level.WARNING,
              "topic " + name + ": a value could not be decoded: " + Connecting.firstLine(e));
      return null;
    }
  }

  /** A value that nobody keeps: there is nothing to acknowledge. */
  private record Heard<T>(Message message, T value) implements Delivery<T> {
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

    @Override
    public String subject() {
      return message.getSubject();
    }

    @Override
    public @Nullable String header(String header) {
      return Traces.header(message, header);
    }

    @Override
    public @Nullable String traceparent() {
      return Traces.of(message);
    }

    @Override
    public Context context() {
      return Traces.context(message);
    }
  }
}
