// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Inlet;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.AckType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills one receiver's channel from a queue.
 *
 * @param <T> the values
 */
final class QueueReceiver<T> implements Link.Member {
  /*
   * The server gives what was asked for (Pulls), and this asks for no more than inFlight less what it
   * has: so the channel, whose capacity is inFlight, always has room, and nothing piles up anywhere.
   *
   *   held      given by the server and neither acknowledged nor refused, by number
   *   waiting   those of them that are still in the channel, in its order. How many it has says who has
   *             been taken out: only this one puts in. They are extended while they wait there, so the
   *             time after which a value goes to another receiver begins when it is taken out.
   *
   * One goroutine, pump, does all of it; others leave notes and ring: jnats's a message, the user's
   * acknowledgement that it is done, Link's that there is a new connection. On a new connection what was
   * acknowledged lately is acknowledged again, and what comes although it was is kept from the user. Unless
   * the stream was made anew meanwhile: its numbers are other values' now, so all of that is forgotten.
   * Checked by: QueueTest, FaultTest
   */
  private static final long CHECK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(250);

  private final Link link;
  private final QueueRemote<T> queue;
  private final Codec<T> codec;
  private final boolean auto;
  private final int inFlight;
  private final int maxDeliveries;
  private final Receive group;
  private final long redeliverAfter;
  private final AckMemory acks;
  private final Inlet inlet;
  private final Channel<Object> channel;
  private final CountDownLatch over = new CountDownLatch(1);

  /** What others have told, for the pump to see: messages, and what to do. */
  private final ConcurrentLinkedQueue<Object> notes = new ConcurrentLinkedQueue<>();

  private volatile @Nullable Connection newest;
  private volatile @Nullable NatsException end;
  private volatile boolean stopping;

  // ---- the pump's own ----

  private final Map<Long, Held<T>> held = new HashMap<>();
  private final ArrayDeque<Held<T>> waiting = new ArrayDeque<>();
  private final Pulls pulls;
  private @Nullable Connection line;

  /** The connection over which values come and are acknowledged; null while there is none. */
  private volatile @Nullable Connection ready;

  /** When the stream was made that the values are from; 0 before it is known. */
  private volatile long incarnation;

  private long retryAt = System.nanoTime();
  private volatile long acknowledged;
  private volatile long redelivered;
  private volatile long dead;
  private volatile int taken;

  @SuppressWarnings("unchecked") // the inlet is a channel of whatever the pump puts in
  QueueReceiver(
      Link link, QueueRemote<T> queue, Codec<T> codec, boolean auto, Receive how, AckMemory acks) {
    this.link = link;
    this.queue = queue;
    this.codec = codec;
    this.auto = auto;
    this.inFlight = how.inFlight();
    this.maxDeliveries = how.maxDeliveries();
    this.group = how;
    this.redeliverAfter = Objects.requireNonNull(how.redeliverAfter()).toNanos();
    this.acks = acks;
    inlet = PumpedChannels.inlet("receiver of queue " + queue.name(), inFlight);
    channel = (Channel<Object>) inlet;
    pulls =
        new Pulls(
            queue.stream(),
            Objects.requireNonNull(how.group()),
            "nats messages of queue " + queue.name(),
            this::note);
  }

  Channel<Object> channel() {
    return channel;
  }

  long redeliverAfter() {
    return redeliverAfter;
  }

  ChannelMetrics metrics() {
    return new ChannelMetrics(
        queue.name(), "receiver", inlet.length(), taken, acknowledged, redelivered, dead, 0);
  }

  // ---- what others tell ----

  private void note(Object o) {
    notes.add(o);
    inlet.ring();
  }

  @Override
  public void connected(Connection c) {
    newest = c;
    inlet.ring();
  }

  @Override
  public void lost() {
    newest = null;
    inlet.ring();
  }

  @Override
  public void ended(NatsException why) {
    newest = null;
    end = why;
    inlet.ring();
  }

  void stop() {
    stopping = true;
    inlet.ring();
  }

  /** Something is so that was not. */
  void look() {
    inlet.ring();
  }

  /** What waits in the channel goes to others; returns when it does. */
  @Override
  public void close() {
    stop();
    Waiting.until(over, null);
  }

  void acknowledge(Held<T> h, byte[] how) {
    if (h.incarnation == incarnation) {
      acks.remember(h.seq, h.storedAt, h.reply());
    }
    tell(h, how);
    acknowledged++;
    note(h);
  }

  void refuse(Held<T> h, byte[] how) {
    tell(h, how);
    note(h);
  }

  /** Tells the server, unless the value is one of a stream that has gone: numbers begin again. */
  void tell(Held<T> h, byte[] what) {
    if (h.incarnation == incarnation) {
      tell(h.reply(), what);
    }
  }

  private void tell(String reply, byte[] what) {
    if (!link.isOpenOrClosing()) {
      throw new IllegalStateException(
          "queue " + queue.name() + ": " + link.whyEnded() + "; the value will be delivered again");
    }
    var c = ready;
    if (c != null) {
      try {
        c.publish(reply, what);
      } catch (IllegalStateException e) {
        // it has just gone: an acknowledgement is in the memory, and goes over the next one
      }
    }
  }

  // ---- the pump ----

  void pump() throws InterruptedException {
    try {
      while (end == null && !stopping) {
        follow(newest);
        readNotes();
        seeWhatWasTaken();
        if (line != null && ready == null && System.nanoTime() - retryAt >= 0) {
          prepare();
        }
        if (queue.isClosedForAll() && isDrained()) {
          break;
        }
        if (ready != null) {
          pulls.askFor(inFlight - held.size(), inFlight);
        }
        extendWhatWaits();
        if (notes.isEmpty() && end == null && !stopping) {
          inlet.await(untilNext());
        }
      }
    } finally {
      finish();
    }
  }

  private void finish() {
    pulls.end(); // or what is given back would come to us again
    giveBack();
    inlet.shut();
    queue.gone(this);
    over.countDown();
  }

  /**
   * What is still in the channel nobody has seen: it goes to others. A server that has an open
   * request of ours may take one for delivered to that, and keeps it for redeliverAfter.
   */
  private void giveBack() {
    int n = 0;
    while (channel.tryReceive() instanceof Received.Value<Object>) {
      n++;
    }
    while (waiting.size() > n) {
      wasTaken(waiting.remove());
    }
    if (end != null) {
      return;
    }
    for (var h : waiting) {
      if (h.finish()) {
        tell(h, AckType.AckNak.bytes);
      }
    }
    waiting.clear();
    for (var note = notes.poll(); note != null; note = notes.poll()) {
      if (note instanceof Message m && !m.isStatusMessage()) {
        tell(m.getReplyTo(), AckType.AckNak.bytes);
      }
    }
  }

  private void follow(@Nullable Connection c) {
    if (c == line) {
      return;
    }
    line = c;
    ready = null;
    retryAt = System.nanoTime();
  }

  /** The consumer, and the stream with it, may have gone with the server's store. */
  private void prepare() throws InterruptedException {
    var c = Objects.requireNonNull(line);
    try {
      long made = queue.setup().ensure().getCreateTime().toInstant().toEpochMilli();
      queue.setup().ensureGroup(group);
      if (made != incarnation) {
        beginAnew(made);
      }
      pulls.begin(c);
      acks.resend(c, redeliverAfter);
      ready = c;
      for (var h : held.values()) {
        h.extend();
      }
    } catch (NatsException | IllegalStateException e) {
      retryAt = System.nanoTime() + RETRY_AFTER;
    }
  }

  /** What is held is of a stream that is no more: an acknowledgement would hit another value. */
  private void beginAnew(long made) {
    acks.begin(made);
    incarnation = made;
    held.values().forEach(Held::finish);
    held.clear();
    while (channel.tryReceive() instanceof Received.Value<Object>) {
      // it was not taken, and is lost with its queue
    }
    waiting.clear();
  }

  private void readNotes() {
    for (var note = notes.poll(); note != null; note = notes.poll()) {
      if (note instanceof Message m) {
        if (pulls.isValue(m)) {
          arrived(m);
        }
      } else if (note instanceof Held<?> h) {
        held.remove(h.seq, h);
      }
    }
    if (ready != null && pulls.isBroken()) {
      ready = null;
      retryAt = System.nanoTime() + RETRY_AFTER;
    }
    taken = held.size() - waiting.size();
  }

  private void arrived(Message m) {
    var meta = m.metaData();
    long seq = meta.streamSequence();
    var at = meta.timestamp().toInstant();
    long storedAt = TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    if (acks.knows(seq, storedAt)) {
      tell(m.getReplyTo(), AckType.AckAck.bytes);
      return;
    }
    var before = held.get(seq);
    if (before != null && before.storedAt == storedAt && waiting.contains(before)) {
      before.cameAgain(m);
      return;
    }
    if (meta.deliveredCount() > 1) {
      redelivered++;
    }
    T value;
    try {
      value = Objects.requireNonNull(codec.decode(m.getData()), "the codec made null of it");
    } catch (Exception e) {
      poisoned(m, meta.deliveredCount(), e);
      return;
    }
    var h = new Held<>(this, m, storedAt, incarnation, value);
    held.put(seq, h);
    waiting.add(h);
    if (!channel.trySend(auto ? value : h)) {
      waiting.removeLast(); // more than asked for: one that an older request brought
      h.nack();
    }
  }

  private void poisoned(Message m, long deliveries, Exception cause) {
    if (deliveries < maxDeliveries) {
      tell(
          m.getReplyTo(), AckType.AckNak.bodyBytes(TimeUnit.MILLISECONDS.toNanos(20 * deliveries)));
      return;
    }
    try {
      DeadLetters.send(link, queue.setup(), m, deliveries, cause);
      dead++;
      tell(m.getReplyTo(), AckType.AckTerm.bytes);
    } catch (NatsException e) {
      tell(m.getReplyTo(), AckType.AckNak.bodyBytes(TimeUnit.SECONDS.toNanos(1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void seeWhatWasTaken() {
    while (waiting.size() > inlet.length()) {
      wasTaken(waiting.remove());
    }
  }

  private void wasTaken(Held<T> h) {
    if (auto && h.finish()) {
      held.remove(h.seq, h);
      acks.remember(h.seq, h.storedAt, h.reply());
      tell(h, AckType.AckAck.bytes);
      acknowledged++;
    }
  }

  private void extendWhatWaits() {
    for (var h : waiting) {
      if (h.age() < redeliverAfter / 3) {
        break; // those behind it came later
      }
      h.extend();
    }
  }

  /** Closed for all, and nothing left: not here, and not with others. */
  private boolean isDrained() throws InterruptedException {
    if (!held.isEmpty() || ready == null || System.nanoTime() - checkAt < 0) {
      return false;
    }
    checkAt = System.nanoTime() + CHECK_EVERY;
    try {
      var info = queue.setup().info(Objects.requireNonNull(group.group()));
      return info.getNumPending() == 0 && info.getNumAckPending() == 0;
    } catch (NatsException | IllegalStateException e) {
      return false;
    }
  }

  private long checkAt = System.nanoTime();

  private long untilNext() {
    long now = System.nanoTime();
    long nanos = Long.MAX_VALUE;
    if (ready != null) {
      nanos = pulls.untilSilent();
    } else if (line != null) {
      nanos = retryAt - now;
    }
    if (!waiting.isEmpty()) {
      nanos = Math.min(nanos, redeliverAfter / 3 - waiting.getFirst().age());
    }
    if (queue.isClosedForAll() && held.isEmpty()) {
      nanos = Math.min(nanos, checkAt - now);
    }
    return Math.max(1, nanos);
  }
}
