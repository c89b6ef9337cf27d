// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Received;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.AckType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fills one receiver's channel from a queue.
 *
 * @param <T> the values
 */
final class QueueReceiver<T> extends ReceiverEnd {
  /*
   * The server gives what was asked for (Pulls), and this asks for no more than inFlight less what it
   * has: so the channel, whose capacity is inFlight, always has room, and nothing piles up anywhere.
   *
   *   held      given by the server and neither acknowledged nor refused, by number
   *   waiting   those of them that are still in the channel, in its order. How many it has says who has
   *             been taken out: only this one puts in. They are extended while they wait there, so the
   *             time after which a value goes to another receiver begins when it is taken out.
   *
   * The pump does all of it; others leave notes and ring: jnats's a message, the user's acknowledgement
   * (AckLine) that it is done, Link's that there is a new connection.
   * Checked by: QueueTest, FaultTest
   */
  private static final long CHECK_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_AFTER = TimeUnit.MILLISECONDS.toNanos(250);

  private final QueueRemote<T> queue;
  private final Codec<T> codec;
  private final boolean auto;
  private final int inFlight;
  private final Receive group;
  private final long redeliverAfter;
  private final AckLine acks;
  private final DeadLetters deadLetters;

  /** What others have told, for the pump to see: messages, and what is done. */
  private final Notes<Object> notes;

  private volatile @Nullable Connection newest;
  private volatile @Nullable NatsException end;

  // ---- the pump's own ----

  private final Map<Long, Held<T>> held = new HashMap<>();
  private final ArrayDeque<Held<T>> waiting = new ArrayDeque<>();
  private final Pulls pulls;
  private @Nullable Connection line;
  private long retryAt = System.nanoTime();
  private long checkAt = System.nanoTime();
  private final Patience patience;
  private volatile long acknowledged;
  private volatile long redelivered;
  private volatile int taken;

  QueueReceiver(
      Link link, QueueRemote<T> queue, Codec<T> codec, boolean auto, Receive how, AckMemory acks) {
    super(link, "queue " + queue.name(), how.inFlight());
    this.queue = queue;
    this.codec = codec;
    this.auto = auto;
    this.inFlight = how.inFlight();
    this.group = how;
    this.redeliverAfter = Objects.requireNonNull(how.redeliverAfter()).toNanos();
    this.acks = new AckLine(link, what, acks);
    deadLetters = new DeadLetters(link, queue.setup(), how.maxDeliveries(), this.acks);
    notes = new Notes<>(inlet);
    patience = new Patience(link.options().connectTimeout());
    pulls =
        new Pulls(
            queue.stream(),
            Objects.requireNonNull(how.group()),
            "nats messages of " + what,
            notes::add);
  }

  long redeliverAfter() {
    return redeliverAfter;
  }

  @Override
  ChannelMetrics metrics() {
    return new ChannelMetrics(
        queue.name(),
        "receiver",
        inlet.length(),
        taken,
        acknowledged,
        redelivered,
        deadLetters.sent(),
        0);
  }

  // ---- what others tell ----

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

  void acknowledge(Held<T> h, byte[] how) {
    acks.acknowledge(h, how);
    acknowledged++;
    notes.add(h);
  }

  void refuse(Held<T> h, byte[] how) {
    acks.tell(h, how);
    notes.add(h);
  }

  void extend(Held<T> h) {
    acks.tell(h, AckType.AckProgress.bytes);
  }

  // ---- the pump ----

  @Override
  void carryAll() throws InterruptedException {
    while (end == null && !isStopping()) {
      follow(newest);
      readNotes();
      seeWhatWasTaken();
      if (line != null && !acks.isReady() && System.nanoTime() - retryAt >= 0) {
        prepare();
      }
      if (queue.isClosedForAll() && isDrained()) {
        break;
      }
      if (acks.isReady()) {
        pulls.askFor(inFlight - held.size(), inFlight);
      }
      extendWhatWaits();
      if (notes.isEmpty() && end == null && !isStopping()) {
        inlet.await(untilNext());
      }
    }
  }

  @Override
  void end() {
    pulls.end(); // or what is given back would come to us again
    giveBack();
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
        acks.tell(h, AckType.AckNak.bytes);
      }
    }
    waiting.clear();
    notes.read(note -> {
      if (note instanceof Message m && !m.isStatusMessage()) {
        acks.tell(m.getReplyTo(), AckType.AckNak.bytes);
      }
    });
  }

  private void follow(@Nullable Connection c) {
    if (c == line) {
      return;
    }
    line = c;
    acks.end();
    retryAt = System.nanoTime();
  }

  /** The consumer, and the stream with it, may have gone with the server's store. */
  private void prepare() throws InterruptedException {
    var c = Objects.requireNonNull(line);
    try {
      var setup = queue.setup().within(patience.now());
      var stream = setup.ensure();
      long made = stream.getCreateTime().toInstant().toEpochMilli();
      setup.ensureGroup(group);
      if (made != acks.incarnation()) {
        var window = stream.getConfiguration().getDuplicateWindow();
        beginAnew(made, Objects.requireNonNullElse(window, Duration.ZERO));
      }
      pulls.begin(c);
      acks.begin(c, redeliverAfter);
      patience.renew();
      for (var h : held.values()) {
        h.extend();
      }
    } catch (NatsException | IllegalStateException e) {
      retryAt = System.nanoTime() + RETRY_AFTER;
      patience.more();
    }
  }

  /** What is held is of a stream that is no more: an acknowledgement would hit another value. */
  private void beginAnew(long made, Duration duplicateWindow) {
    acks.beginAnew(made, duplicateWindow);
    held.values().forEach(Held::finish);
    held.clear();
    while (channel.tryReceive() instanceof Received.Value<Object>) {
      // it was not taken, and is lost with its queue
    }
    waiting.clear();
  }

  private void readNotes() {
    notes.read(this::readNote);
    if (acks.isReady() && pulls.isBroken()) {
      acks.end();
      retryAt = System.nanoTime() + RETRY_AFTER;
    }
    taken = held.size() - waiting.size();
  }

  private void readNote(Object note) {
    if (note instanceof Message m) {
      if (pulls.isValue(m)) {
        arrived(m);
      }
    } else if (note instanceof Held<?> h) {
      held.remove(h.seq, h);
    }
  }

  private void arrived(Message m) {
    var meta = m.metaData();
    long seq = meta.streamSequence();
    var at = meta.timestamp().toInstant();
    long storedAt = TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    if (acks.knows(seq, storedAt, Traces.header(m, Names.ID))) {
      acks.tell(m.getReplyTo(), AckType.AckAck.bytes);
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
    } catch (Exception | StackOverflowError e) { // as deep as the value
      deadLetters.poisoned(m, meta.deliveredCount(), e);
      return;
    }
    var h = new Held<>(this, m, storedAt, acks.incarnation(), value);
    held.put(seq, h);
    waiting.add(h);
    if (!channel.trySend(auto ? value : h)) {
      waiting.removeLast(); // more than asked for: one that an older request brought
      h.nack();
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
      acks.acknowledge(h, AckType.AckAck.bytes);
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
    if (!held.isEmpty() || !acks.isReady() || System.nanoTime() - checkAt < 0) {
      return false;
    }
    checkAt = System.nanoTime() + CHECK_EVERY;
    try {
      var info = queue.setup().within(patience.now()).info(Objects.requireNonNull(group.group()));
      return info.getNumPending() == 0 && info.getNumAckPending() == 0;
    } catch (NatsException | IllegalStateException e) {
      patience.more();
      return false;
    }
  }

  private long untilNext() {
    long now = System.nanoTime();
    long nanos = Long.MAX_VALUE;
    if (acks.isReady()) {
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
