// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.Select;
import io.heddle.time.Time;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Makes a new connection when one has gone, until the link ends. */
final class LinkKeeper {
  /*
   * One goroutine, keep. It waits for jnats to say that the connection is closed, or for the end of the
   * link's context. A server that refuses us twice in turn means it; one that is away is tried again, and the
   * others of its cluster, with pauses that grow.
   * Checked by: FaultTest
   */
  private static final System.Logger LOG = System.getLogger("io.heddle.nats");
  private static final int REFUSALS = 2;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LAST_PAUSE = Duration.ofMillis(500);

  private final Link link;

  /** Those that have gone. */
  private final Channel<Connection> gone = Channel.unbounded();

  LinkKeeper(Link link) {
    this.link = link;
  }

  void hasGone(Connection c) {
    gone.trySend(c);
  }

  void keep() throws InterruptedException {
    var context = link.context();
    while (true) {
      var lost =
          Select.<Optional<Connection>, RuntimeException>select(
              Select.receive(gone, Optional::ofNullable),
              Select.receive(context.done(), _ -> Optional.empty()));
      if (context.err() != null) {
        link.end(
            new NatsException("the connection to " + link.where() + " is closed", context.cause()));
        return;
      }
      if (lost.orElse(null) == link.current()) { // or it has been replaced, or never was in use
        link.lose();
        replace();
      }
    }
  }

  private void replace() throws InterruptedException {
    var pause = FIRST_PAUSE;
    int refusals = 0;
    while (link.current() == null && link.context().err() == null) {
      try {
        link.use(link.connect());
      } catch (Connecting.Refused e) {
        if (++refusals == REFUSALS) {
          LOG.log(System.Logger.Level.WARNING, e.getMessage());
          link.end(e);
          return;
        }
        sleep(LAST_PAUSE.dividedBy(2));
      } catch (NatsException e) {
        LOG.log(System.Logger.Level.DEBUG, e.getMessage());
        forgetThoseGone();
        link.servers().rotate();
        sleep(pause);
        var twice = pause.multipliedBy(2);
        pause = twice.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : twice;
      }
    }
  }

  /** Each attempt that failed is told, too: while there is none they must not pile up. */
  private void forgetThoseGone() {
    while (gone.tryReceive() instanceof Received.Value<Connection>) {
      // of no use any more
    }
  }

  private void sleep(Duration d) throws InterruptedException {
    // Not all at once, when a server has come back that many have lost.
    var nanos = d.toNanos() / 2 + ThreadLocalRandom.current().nextLong(d.toNanos());
    Select.select(
        Select.onReceive(link.context().done(), v -> {}),
        Select.onReceive(Time.after(Duration.ofNanos(nanos)), v -> {}));
  }
}
