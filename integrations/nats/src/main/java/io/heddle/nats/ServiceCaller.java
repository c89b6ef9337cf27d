// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.context.Context;
import io.heddle.context.ContextException;
import io.heddle.internal.hook.PumpedChannels;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The caller's side of a service. */
final class ServiceCaller<Q, R> implements Caller<Q, R>, Link.Member {
  /*
   * A request goes to SERVICE, with where the reply shall go: INBOX.n. What is to be cancelled is told on
   * SERVICE.cancel, by that address, to all that serve; the one that has it knows it. A server finds out
   * that a caller has gone by asking whether anybody listens at its INBOX (ServiceServer).
   * A reply is a message; a null in its place is in the channel as GONE: the connection broke.
   * Checked by: ServiceTest
   */
  private static final Object GONE = new Object();

  private final Link link;
  private final String service;
  private final Codec<Q> requests;
  private final Codec<R> replies;
  private final AtomicLong calls = new AtomicLong();
  private final Map<String, Channel<Object>> waiting = new ConcurrentHashMap<>();
  private volatile @Nullable Line line;

  private record Line(Connection connection, String inbox) {}

  ServiceCaller(Link link, String service, Codec<Q> requests, Codec<R> replies) {
    this.link = link;
    this.service = service;
    this.requests = requests;
    this.replies = replies;
    link.join(this);
  }

  @Override
  public void connected(Connection c) {
    var inbox = "_INBOX." + NUID.nextGlobal();
    Dispatchers.make(c, "nats replies of service " + service, this::replied)
        .subscribe(inbox + ".*");
    line = new Line(c, inbox);
  }

  private void replied(Message m) {
    var call = waiting.get(m.getSubject());
    if (call != null) {
      call.trySend(m);
    }
  }

  @Override
  public void lost() {
    line = null;
    waiting.values().forEach(call -> call.trySend(GONE));
  }

  @Override
  public void ended(NatsException why) {
    lost();
  }

  @Override
  public void close(long until) {
    lost();
  }

  @Override
  public R call(Context context, Q request) throws ContextException, InterruptedException {
    var what = "service " + service;
    link.requireOpen();
    var over = context.err();
    if (over != null) {
      throw over;
    }
    var body = Outgoing.encode(what, requests, request);
    var at = line;
    if (at == null) {
      throw new NatsException(what + ": no connection to " + link.where() + "; is the server up?");
    }
    if (body.length > at.connection.getMaxPayload() - 512 && at.connection.getMaxPayload() > 0) {
      throw new IllegalArgumentException(
          what
              + ": a request of "
              + body.length
              + " bytes is above the server's limit of "
              + (at.connection.getMaxPayload() - 512)
              + "; make it smaller, or raise max_payload");
    }
    var reply = at.inbox + "." + Long.toString(calls.incrementAndGet(), 36);
    @SuppressWarnings("unchecked") // messages, or GONE
    var answer = (Channel<Object>) PumpedChannels.inlet("reply of " + what, 1);
    waiting.put(reply, answer);
    try {
      if (line != at) { // lost before it was among those who wait: nobody would tell it
        throw new IllegalStateException();
      }
      at.connection.publish(service, reply, headers(context), body);
      return await(what, context, answer, at, reply);
    } catch (IllegalStateException e) {
      throw new NatsException(what + ": the connection to " + link.where() + " was lost", e);
    } finally {
      waiting.remove(reply);
    }
  }

  private static Headers headers(Context context) {
    var headers = new Headers();
    var deadline = context.deadline();
    if (deadline != null) {
      long left = Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
      headers.put(Names.TIMEOUT, Long.toString(left));
    }
    var trace = context.value(Nats.TRACEPARENT);
    if (trace != null) {
      headers.put(Names.TRACEPARENT, trace);
    }
    return headers;
  }

  private R await(String what, Context context, Channel<Object> answer, Line at, String reply)
      throws ContextException, InterruptedException {
    var got = new Object[1];
    try {
      select(onReceive(answer, m -> got[0] = m), onReceive(context.done(), v -> {}));
    } catch (InterruptedException e) {
      cancel(at, reply);
      throw e;
    }
    if (got[0] instanceof Message m) {
      return decode(what, m);
    }
    var over = context.err();
    if (got[0] == null && over != null) {
      cancel(at, reply);
      throw over;
    }
    throw new NatsException(
        what
            + ": the connection to "
            + link.where()
            + " was lost during the call; it may have been served");
  }

  private void cancel(Line at, String reply) {
    try {
      at.connection.publish(
          ServiceServer.cancels(service),
          reply.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    } catch (IllegalStateException e) {
      // then they find out that nobody listens any more
    }
  }

  private R decode(String what, Message m) {
    if (m.isStatusMessage()) {
      throw new NatsException(
          m.getStatus().getCode() == 503
              ? what + ": nobody serves it; start a server of it, or check the name"
              : what + ": " + m.getStatus().getMessageWithCode());
    }
    var error = Traces.header(m, Names.ERROR);
    if (error != null) {
      throw new NatsException(what + ": " + error);
    }
    try {
      return replies.decode(m.getData());
    } catch (Exception e) {
      throw new NatsException(
          what + ": the reply could not be decoded: " + Connecting.firstLine(e), e);
    }
  }
}
