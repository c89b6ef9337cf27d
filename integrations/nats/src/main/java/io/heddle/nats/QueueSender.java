// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Carries the values of one sender's channel into a queue: at least once, in their order. */
final class QueueSender extends SenderEnd {
  /*
   * A value is confirmed, and its room comes back, when it and all before it are stored. Published again it
   * has the same id, by which the server knows it: within Queue.duplicateWindow nothing is doubled. The id is
   * what is random of a NUID, cut so that with the number it has 16 characters at most: in 60 bits two senders
   * are not alike, and each character costs the server. Where the window is zero there is none.
   *
   * Order: the server must never store n + 1 while it has not stored n. What a connection carries it
   * carries in order, and what is lost when it breaks is its end, so a new connection begins again with
   * the first that is not confirmed (Unconfirmed). But a refusal may come between: a full stream refuses n,
   * a receiver makes room, n + 1 is stored. So several are on their way only while nothing is refused
   * (StreamWindow); after a refusal nothing is sent until all that is on its way has been answered, and then
   * one at a time.
   *
   * The pump does all but what jnats and Link tell, which leave a note and ring. Nothing spins: it waits for
   * the channel's bell or its next deadline.
   * Checked by: QueueTest, FaultTest, StreamWindowTest
   */
  private static final long ANSWER_WITHIN = TimeUnit.SECONDS.toNanos(5);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final QueueRemote<?> queue;

  /** Null if values have none. */
  private final @Nullable String id;

  /** What jnats has told, for the pump to see. */
  private final Notes<Message> answers;

  // ---- the pump's own ----

  private final Unconfirmed values = new Unconfirmed();
  private final StreamWindow window;
  private @Nullable Connection line;
  private @Nullable Dispatcher dispatcher;
  private String inbox = "";
  private boolean refused;
  private volatile @Nullable String refusal;
  private long lastSent;
  private long pause = FIRST_PAUSE;
  private long notBefore = System.nanoTime();
  private volatile long acknowledged;
  private volatile long again;
  private volatile int onTheWay;

  <T> QueueSender(Link link, QueueRemote<T> queue, Codec<T> codec, int capacity) {
    super(link, "queue " + queue.name(), codec, capacity);
    this.queue = queue;
    id = queue.setup().hasIds() ? new NUID().next().substring(0, 10) : null;
    answers = new Notes<>(outlet);
    window = new StreamWindow(queue.stream(), Math.clamp(capacity, 1, Unconfirmed.MOST));
  }

  @Override
  long largest() {
    return queue.largest();
  }

  @Override
  ChannelMetrics metrics() {
    return new ChannelMetrics(
        queue.name(), "sender", outlet.length(), onTheWay, acknowledged, again, 0, 0);
  }

  @Override
  public void complained(String error) {
    if (error.toLowerCase(Locale.ROOT).contains("permissions violation for publish")
        && error.contains("\"" + queue.name() + "\"")) {
      ended(new NatsException(what + ": the server says: " + error));
    }
  }

  @Override
  String whyNot() {
    var why = refusal;
    return why != null
        ? why
        : "no acknowledgement within " + link.options().flushTimeout().toMillis() + " ms";
  }

  // ---- the pump ----

  @Override
  void carry() throws InterruptedException {
    follow(newest());
    answers.read(this::answer);
    confirm();
    if (mayPublish()) {
      publish();
    }
    onTheWay = values.size();
    if (answers.isEmpty() && !isOver()) {
      outlet.await(untilNext());
    }
  }

  @Override
  boolean isAllThere() {
    return values.isEmpty();
  }

  @Override
  void end(List<Object> lost) {
    values.addTo(lost);
    onTheWay = 0;
    unsubscribe();
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
      dispatcher = Dispatchers.make(c, "nats acks of " + what, answers::add);
      dispatcher.subscribe(inbox + ".*");
    } catch (IllegalStateException e) {
      hasGone(c);
      line = null;
      return;
    }
    beginAgain();
    pause = FIRST_PAUSE;
    notBefore = System.nanoTime();
  }

  private void unsubscribe() {
    if (line != null) {
      Dispatchers.close(line, dispatcher);
    }
    dispatcher = null;
  }

  private void beginAgain() {
    again += values.beginAgain();
    refused = false;
    window.shrink();
  }

  private void confirm() {
    while (values.confirm()) {
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
    boolean isLate = values.onTheWay() > 0 && now - lastSent >= ANSWER_WITHIN;
    if (refused || isLate) {
      if (!isLate && !values.areAllAnswered()) {
        return false;
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
      long now = System.nanoTime();
      while (values.onTheWay() < window.size(now)) {
        if (!values.hasUnsent()) {
          var v = outlet.next();
          if (v == null) {
            return;
          }
          values.add((Outgoing) v);
        }
        long n = values.turn();
        var value = values.send();
        if (value != null) {
          publish(c, n, value);
        }
      }
    } catch (IllegalStateException e) {
      hasGone(c);
      line = null;
    }
  }

  private void publish(Connection c, long n, Outgoing value) {
    var reply = inbox + "." + values.attempt() + "-" + n;
    var itsId = id == null ? null : id + Long.toString(n, Character.MAX_RADIX);
    c.publish(queue.name(), reply, value.headers(itsId), value.body());
    window.sent(value.body().length);
    lastSent = System.nanoTime();
  }

  private void answer(Message m) {
    var token = m.getSubject().substring(m.getSubject().lastIndexOf('.') + 1);
    if (token.equals("i")) {
      window.news(m);
      return;
    }
    int dash = token.indexOf('-');
    long n = Long.parseLong(token, dash + 1, token.length(), 10);
    if (!values.isOpen(n)) {
      return;
    }
    try {
      if (!m.isStatusMessage()) {
        if (window.counts() || mayBeError(m.getData())) {
          window.stored(new PublishAck(m).getSeqno());
        } else {
          window.stored();
        }
        values.isStored(n);
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
        ended(new NatsException(what + ": the server refuses: " + e.getErrorDescription(), e));
      }
    } catch (IOException e) {
      // no JSON: as good as a refusal
    }
    if (Long.parseLong(token, 0, dash, 10) == values.attempt()) { // an earlier one says nothing
      values.isRefused(n);
      refused = true;
    }
  }

  /**
   * False if it certainly says that the value is stored: then it need not be parsed, which costs as
   * much as all else that is done for an acknowledgement.
   */
  private static boolean mayBeError(byte[] answer) {
    var text = new String(answer, StandardCharsets.ISO_8859_1);
    return !text.startsWith("{\"stream\":") || text.contains("\"error\"");
  }

  private long untilNext() {
    long now = System.nanoTime();
    if (line == null) {
      return Long.MAX_VALUE;
    }
    if (values.onTheWay() > 0) {
      return Math.max(1, lastSent + ANSWER_WITHIN - now);
    }
    return values.hasUnsent() || outlet.length() > values.size()
        ? Math.max(1, notBefore - now)
        : Long.MAX_VALUE;
  }
}
