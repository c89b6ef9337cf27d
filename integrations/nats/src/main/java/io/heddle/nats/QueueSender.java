// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Outlet;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries the values of one sender's channel into a queue: at least once, in their order. */
final class QueueSender implements Link.Member {
  /*
   * Values are numbered. Of those taken out of the channel and not confirmed
   *   first ≤ n < sent   have been published in this attempt; n may have been answered or not
   *   sent  ≤ n < next   are to be published, in this attempt, when their turn comes
   * A value is confirmed, and its room comes back, when it and all before it are stored. Published again
   * it has the same id, by which the server knows it: within Queue.duplicateWindow nothing is doubled.
   *
   * Order: the server must never store n + 1 while it has not stored n. What a connection carries it
   * carries in order, and what is lost when it breaks is its end, so a new connection begins again with
   * `first`. But a refusal may come between: a full stream refuses n, a receiver makes room, n + 1 is
   * stored. So several are on their way only while nothing is refused (StreamWindow); after a refusal
   * nothing is sent until all that is on its way has been answered, and then one at a time.
   *
   * One goroutine, pump, does all but `answer`, which jnats calls, and the callbacks of Link, which leave
   * a note and ring. Nothing spins: it waits for the channel's bell or its next deadline.
   * Checked by: QueueTest, FaultTest, StreamWindowTest
   */
  private static final long ANSWER_WITHIN = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST = 1024;

  private final Link link;
  private final QueueRemote<?> queue;
  private final String id = NUID.nextGlobal();
  private final Outlet outlet;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Object told = new Object();

  /** What Link and jnats have told, for the pump to see. */
  private final ConcurrentLinkedQueue<Message> answers = new ConcurrentLinkedQueue<>();

  private volatile @Nullable Connection newest;
  private volatile @Nullable NatsException end;
  private volatile boolean givingUp;
  private volatile @Nullable List<Object> rest;

  // ---- the pump's own ----

  private final @Nullable Sent[] ring = new @Nullable Sent[MOST];
  private final StreamWindow window;
  private long first;
  private long sent;
  private long next;
  private @Nullable Connection line;
  private String inbox = "";
  private long attempt;
  private boolean refused;
  private volatile @Nullable String refusal;
  private long lastSent;
  private long pause = FIRST_PAUSE;
  private long notBefore = System.nanoTime();
  private volatile long acknowledged;
  private volatile long again;
  private volatile int onTheWay;

  /** A value with its number. */
  private static final class Sent {
    final Outgoing value;
    boolean stored;
    boolean answered;

    Sent(Outgoing value) {
      this.value = value;
    }
  }

  @SuppressWarnings("unchecked") // only values of the codec's type come through the channel
  <T> QueueSender(Link link, QueueRemote<T> queue, Codec<T> codec, int capacity) {
    this.link = link;
    this.queue = queue;
    var what = "queue " + queue.name();
    window = new StreamWindow(queue.stream(), Math.clamp(capacity, 1, MOST));
    outlet =
        PumpedChannels.outlet(
            "sender of " + what,
            capacity,
            v -> Outgoing.of(what, codec, (T) v, queue.largest()),
            this::whenClosed);
  }

  Outlet outlet() {
    return outlet;
  }

  ChannelMetrics metrics() {
    return new ChannelMetrics(
        queue.name(), "sender", outlet.length(), onTheWay, acknowledged, again, 0, 0);
  }

  // ---- what others tell ----

  @Override
  public void connected(Connection c) {
    newest = c;
    outlet.ring();
  }

  @Override
  public void lost() {
    newest = null;
    outlet.ring();
  }

  @Override
  public void complained(String error) {
    if (error.toLowerCase(java.util.Locale.ROOT).contains("permissions violation for publish")
        && error.contains("\"" + queue.name() + "\"")) {
      ended(new NatsException("queue " + queue.name() + ": the server says: " + error));
    }
  }

  @Override
  public void ended(NatsException why) {
    if (end == null) {
      end = why;
    }
    outlet.shut();
  }

  /** Nothing more is sent; what was is still brought to the server. */
  void stop() {
    outlet.shut();
  }

  /** As the user's close, but harmless when that has been. */
  @Override
  public void close() {
    outlet.shut();
    whenClosed();
  }

  /** The end of a close: waits for the server, and reports what it has not. */
  private void whenClosed() {
    Waiting.until(over, link.options().flushTimeout());
    givingUp = true;
    outlet.ring();
    Waiting.until(over, null);
    var lost = takeRest();
    if (!lost.isEmpty()) {
      throw new NotAcceptedException(
          "queue " + queue.name(), lost, end != null ? end : new NatsException(whyNot()));
    }
  }

  private String whyNot() {
    return newest == null
        ? "no connection to " + link.where()
        : refusal != null
            ? refusal
            : "no acknowledgement within " + link.options().flushTimeout().toMillis() + " ms";
  }

  private List<Object> takeRest() {
    synchronized (told) {
      var r = rest;
      rest = List.of();
      return r == null ? List.of() : r;
    }
  }

  // ---- the pump ----

  void pump() {
    try {
      while (end == null && !givingUp && !isDone()) {
        follow(newest);
        for (var m = answers.poll(); m != null; m = answers.poll()) {
          answer(m);
        }
        confirm();
        if (mayPublish()) {
          publish();
        }
        onTheWay = (int) (next - first);
        if (!isDone() && answers.isEmpty() && end == null && !givingUp) {
          outlet.await(untilNext());
        }
      }
    } catch (InterruptedException e) {
      end = new NatsException("queue " + queue.name() + ": its sender was interrupted", e);
    } finally {
      finish();
    }
  }

  private boolean isDone() {
    return outlet.isShut() && first == next && outlet.length() == 0;
  }

  private void finish() {
    var lost = new ArrayList<Object>();
    for (long n = first; n < next; n++) {
      if (!at(n).stored) {
        lost.add(at(n).value.value());
      }
    }
    outlet.shut();
    for (var v = outlet.next(); v != null; v = outlet.next()) {
      lost.add(((Outgoing) v).value());
    }
    rest = lost;
    onTheWay = 0;
    unsubscribe();
    queue.gone(this);
    over.countDown();
  }

  /** A new connection: all that is not confirmed goes again, over it. */
  private void follow(@Nullable Connection c) {
    if (c == line) {
      return;
    }
    unsubscribe();
    line = c;
    if (c == null) {
      return;
    }
    try {
      inbox = c.createInbox();
      dispatcher =
          Link.dispatcher(
              c,
              "nats acks of queue " + queue.name(),
              m -> {
                answers.add(m);
                outlet.ring();
              });
      dispatcher.subscribe(inbox + ".*");
    } catch (IllegalStateException e) {
      line = null; // it has gone again
      return;
    }
    beginAgain();
    pause = FIRST_PAUSE;
    notBefore = System.nanoTime();
  }

  private @Nullable Dispatcher dispatcher;

  private void unsubscribe() {
    if (line != null) {
      Link.closeDispatcher(line, dispatcher);
    }
    dispatcher = null;
  }

  private void beginAgain() {
    again += sent - first;
    sent = first;
    attempt++;
    refused = false;
    window.shrink();
    for (long n = first; n < next; n++) {
      at(n).answered = at(n).stored;
    }
  }

  private Sent at(long n) {
    return Objects.requireNonNull(ring[(int) (n & (MOST - 1))]);
  }

  private void confirm() {
    while (first < sent && at(first).stored) {
      ring[(int) (first & (MOST - 1))] = null;
      first++;
      acknowledged++;
      outlet.confirm();
    }
  }

  /** After a refusal, or where an answer is missing: only once nothing is on its way any more. */
  private boolean mayPublish() {
    if (line == null) {
      return false;
    }
    long now = System.nanoTime();
    if (!refused && first < sent && now - lastSent >= ANSWER_WITHIN) {
      refused = true;
      for (long n = first; n < sent; n++) {
        at(n).answered = true;
      }
    }
    if (refused) {
      for (long n = first; n < sent; n++) {
        if (!at(n).answered && now - lastSent < ANSWER_WITHIN) {
          return false;
        }
      }
      notBefore = now + pause;
      pause = Math.min(2 * pause, LAST_PAUSE);
      beginAgain();
    }
    return now - notBefore >= 0;
  }

  private void publish() {
    var c = Objects.requireNonNull(line);
    try {
      if (window.wantsNews()) {
        c.publish(window.request(), inbox + ".i", null, null);
      }
      while (sent - first < window.size()) {
        if (sent == next) {
          var v = outlet.next();
          if (v == null) {
            return;
          }
          ring[(int) (next++ & (MOST - 1))] = new Sent((Outgoing) v);
        }
        var s = at(sent);
        if (!s.stored) {
          var headers = new Headers();
          headers.put(Names.ID, id + "." + sent);
          s.value.addTrace(headers);
          c.publish(queue.name(), inbox + "." + attempt + "-" + sent, headers, s.value.body());
          window.sent(s.value.body().length);
          lastSent = System.nanoTime();
        }
        sent++;
      }
    } catch (IllegalStateException e) {
      line = null; // it has gone; the next one comes by `newest`
    }
  }

  private void answer(Message m) {
    var token = m.getSubject().substring(m.getSubject().lastIndexOf('.') + 1);
    if (token.equals("i")) {
      window.news(m);
      return;
    }
    int dash = token.indexOf('-');
    long n = Long.parseLong(token, dash + 1, token.length(), 10);
    if (n < first || n >= next || at(n).stored) {
      return;
    }
    try {
      if (!m.isStatusMessage()) {
        window.stored(new PublishAck(m).getSeqno());
        at(n).stored = true;
        at(n).answered = true;
        pause = FIRST_PAUSE;
        refusal = null;
        return;
      }
      refusal = "JetStream does not answer on " + link.where();
    } catch (JetStreamApiException e) {
      refusal =
          e.getApiErrorCode() == Failures.FULL
              ? "the queue is full"
              : "the server refuses: " + e.getErrorDescription();
      if (e.getApiErrorCode() == Failures.SEALED || e.getApiErrorCode() == Failures.TOO_LARGE) {
        ended(
            new NatsException(
                "queue " + queue.name() + ": the server refuses: " + e.getErrorDescription(), e));
      }
    } catch (IOException e) {
      // no JSON: as good as a refusal
    }
    if (Long.parseLong(token, 0, dash, 10) == attempt) { // one of an earlier attempt says nothing
      at(n).answered = true;
      refused = true;
    }
  }

  private long untilNext() {
    long now = System.nanoTime();
    if (line == null) {
      return Long.MAX_VALUE;
    }
    if (first < sent) {
      return Math.max(1, lastSent + ANSWER_WITHIN - now);
    }
    return sent < next || outlet.length() > next - first
        ? Math.max(1, notBefore - now)
        : Long.MAX_VALUE;
  }
}
