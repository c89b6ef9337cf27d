// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The serving side of a service: a goroutine for each request, bounded. */
final class ServiceServer<Q, R> implements Serving, Link.Member {
  /*
   * jnats's goroutine puts requests into the backlog, or refuses them where it is full; `limit` goroutines
   * at most take them out. They are started as they are needed and go when there is nothing to do.
   *
   *   running    by the address of the reply: what is being served, to be cancelled by that name
   *   watch      cancels those whose caller is gone
   * Checked by: ServiceTest
   */
  private static final String GROUP = "heddle";

  private final Link link;
  private final String service;
  private final Codec<Q> requests;
  private final Codec<R> replies;
  private final Handler<Q, R> handler;
  private final int limit;
  private final Channel<Message> backlog;
  private final Map<String, CancelContext> running = new ConcurrentHashMap<>();
  private final CallerWatch watch;
  private final Object lock = new Object();
  private int goroutines;

  /** Requests that run or wait. */
  private int accepted;

  private boolean closed;
  private volatile @Nullable Line line;

  private record Line(Connection connection, Dispatcher dispatcher) {}

  private ServiceServer(
      Link link,
      String service,
      Codec<Q> requests,
      Codec<R> replies,
      int limit,
      Handler<Q, R> handler) {
    this.link = link;
    this.service = service;
    this.requests = requests;
    this.replies = replies;
    this.limit = limit;
    this.handler = handler;
    backlog = Channel.make(2 * limit);
    watch = new CallerWatch(service, running);
  }

  static <Q, R> ServiceServer<Q, R> start(
      Link link,
      String service,
      Codec<Q> requests,
      Codec<R> replies,
      Serve how,
      Handler<Q, R> handler)
      throws InterruptedException {
    var s = new ServiceServer<>(link, service, requests, replies, how.limit(), handler);
    link.join(s);
    var c = link.current();
    if (c != null) {
      link.flush(c); // who calls from now on finds it
    }
    return s;
  }

  static String cancels(String service) {
    return service + ".cancel";
  }

  @Override
  public void connected(Connection c) {
    var d = Dispatchers.make(c, "nats requests of service " + service, this::requested);
    if (!isClosed()) {
      d.subscribe(service, GROUP);
    }
    d.subscribe(cancels(service), m -> cancel(new String(m.getData(), StandardCharsets.US_ASCII)));
    watch.connected(c, d);
    line = new Line(c, d);
  }

  @Override
  public void lost() {
    line = null;
    watch.lost();
    running
        .values()
        .forEach(c -> c.cancel(new NatsException("the connection to the caller broke")));
  }

  @Override
  public void ended(NatsException why) {
    lost();
    end();
  }

  private void requested(Message m) {
    if (m.getReplyTo() == null) {
      return; // nobody waits for it
    }
    synchronized (lock) {
      if (closed || accepted >= 2 * limit || !backlog.trySend(m)) {
        fail(m, 429, "busy: " + limit + " requests run and as many wait; try again later");
        return;
      }
      accepted++;
      if (goroutines < limit) {
        goroutines++;
        Go.go("serve " + service, this::serveAll);
      }
    }
  }

  private void serveAll() {
    try {
      for (var m = next(); m != null; m = next()) {
        try {
          serve(m);
        } finally {
          synchronized (lock) {
            accepted--;
          }
        }
      }
    } catch (Throwable e) {
      synchronized (lock) {
        goroutines--;
      }
      throw e;
    }
  }

  private @Nullable Message next() {
    synchronized (lock) {
      if (backlog.tryReceive() instanceof io.heddle.Received.Value<Message>(var m)) {
        return m;
      }
      goroutines--;
      lock.notifyAll();
      return null;
    }
  }

  private void serve(Message m) {
    var reply = m.getReplyTo();
    try (var context = contextOf(m)) {
      running.put(reply, context);
      watch.begin();
      Q request;
      try {
        request = requests.decode(m.getData());
      } catch (Exception e) {
        fail(m, 400, "the request could not be decoded: " + Connecting.firstLine(e));
        return;
      }
      var result = new Object[1];
      context.run(() -> result[0] = handler.handle(context, request));
      @SuppressWarnings("unchecked") // what the handler made
      var value = (R) result[0];
      if (value == null) {
        fail(m, 500, "the handler's reply is null");
        return;
      }
      answer(m, null, Outgoing.encode("service " + service, replies, value));
    } catch (Exception e) {
      fail(m, 500, e.getClass().getSimpleName() + ": " + Connecting.firstLine(e));
    } finally {
      running.remove(reply);
    }
  }

  private CancelContext contextOf(Message m) {
    Context context = link.context();
    var trace = Traces.of(m);
    if (trace != null) {
      context = context.withValue(Nats.TRACEPARENT, trace);
    }
    var timeout = Traces.header(m, Names.TIMEOUT);
    try {
      return timeout == null
          ? context.withCancel()
          : context.withTimeout(Duration.ofMillis(Long.parseLong(timeout)));
    } catch (NumberFormatException e) {
      return context.withCancel(); // somebody else's header
    }
  }

  private void answer(Message m, @Nullable Headers headers, byte[] body) {
    var at = line;
    if (at != null) {
      try {
        at.connection.publish(m.getReplyTo(), null, headers, body);
      } catch (IllegalStateException e) {
        // the caller finds out
      } catch (IllegalArgumentException e) {
        fail(m, 500, "the reply is too large");
      }
    }
  }

  private void fail(Message m, int code, String why) {
    var headers = new Headers();
    headers.put(Names.ERROR_CODE, Integer.toString(code));
    headers.put(Names.ERROR, why.replaceAll("[^\\x20-\\x7e]", "?"));
    answer(m, headers, new byte[0]);
  }

  private void cancel(String reply) {
    var context = running.get(reply);
    if (context != null) {
      context.cancel();
    }
  }

  // ---- the end ----

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  private boolean end() {
    synchronized (lock) {
      boolean first = !closed;
      closed = true;
      return first;
    }
  }

  @Override
  public void close() {
    close(System.nanoTime() + link.options().flushTimeout().toNanos());
  }

  @Override
  public Closing.Turn turn() {
    return Closing.Turn.SERVICES;
  }

  @Override
  public void closing() {
    if (!end()) {
      return;
    }
    var at = line;
    if (at != null) {
      try {
        at.dispatcher.unsubscribe(service);
      } catch (IllegalStateException e) {
        // it has gone
      }
    }
  }

  @Override
  public void close(long until) {
    closing();
    if (!awaitRunning(until)) {
      running.values().forEach(CancelContext::cancel);
    }
    link.leave(this);
    var last = line; // it may be another one than when the close began
    if (last != null) {
      Dispatchers.close(last.connection, last.dispatcher);
    }
  }

  private boolean awaitRunning(long until) {
    boolean interrupted = false;
    synchronized (lock) {
      while (goroutines > 0) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          break;
        }
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return goroutines == 0;
    }
  }
}
