// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import io.heddle.context.CancelContext;
import io.heddle.time.Time;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.NUID;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out which callers of a service are gone, and cancels what is served for them. */
final class CallerWatch {
  /*
   * Once in a while, as long as something runs, it asks whether anybody listens at the callers' inboxes. If not, the
   * server answers 503 at once: the caller is gone.
   * The monitor guards watching.
   * Checked by: ServiceTest
   */
  private static final Duration EVERY = Duration.ofMillis(500);

  private final String service;

  /** By the address of the reply. */
  private final Map<String, CancelContext> running;

  private boolean watching;
  private volatile @Nullable Line line;

  private record Line(Connection connection, String probes) {}

  CallerWatch(String service, Map<String, CancelContext> running) {
    this.service = service;
    this.running = running;
  }

  void connected(Connection c, Dispatcher d) {
    var probes = "_INBOX." + NUID.nextGlobal();
    d.subscribe(probes + ".>", m -> callerIsGone(m.getSubject().substring(probes.length() + 1)));
    line = new Line(c, probes);
  }

  void lost() {
    line = null;
  }

  /** Something runs. */
  synchronized void begin() {
    if (!watching) {
      watching = true;
      Go.go("watch " + service, this::watch);
    }
  }

  private synchronized boolean isOver() {
    if (running.isEmpty()) {
      watching = false;
    }
    return !watching;
  }

  private void watch() throws InterruptedException {
    do {
      Time.sleep(EVERY);
      var at = line;
      if (at != null) {
        ask(at);
      }
    } while (!isOver());
  }

  private void ask(Line at) {
    for (var inbox : inboxes()) {
      try {
        at.connection.publish(inbox + ".alive", at.probes + "." + inbox, new byte[0]);
      } catch (IllegalStateException e) {
        break; // it has gone
      }
    }
  }

  private Set<String> inboxes() {
    var all = new HashSet<String>();
    for (var reply : running.keySet()) {
      int dot = reply.lastIndexOf('.');
      if (dot > 0) {
        all.add(reply.substring(0, dot));
      }
    }
    return all;
  }

  private void callerIsGone(String inbox) {
    running.forEach((reply, context) -> {
      if (reply.startsWith(inbox + ".")) {
        context.cancel(new NatsException("the caller is gone"));
      }
    });
  }
}
