// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a receiver asks the server for values, and how many it may still get. */
final class Pulls {
  /*
   * A request is for some values and lives for EXPIRES at most; then the server says how many it did not
   * give. While one is open it shows a sign of life each HEARTBEAT. If that stays away, or the server says
   * that it has moved the consumer, all requests are void: the next ones go out under another inbox, and what
   * is still said of older ones counts no more; a value that they bring is one, all the same.
   * EXPIRES bounds what a request costs that is alive and forgotten: a leader that was behind its peers is
   * never told of the values it catches up with, as its source reads, but looks when it is asked.
   * The pump that owns it calls all.
   * Checked by: QueueTest, FaultTest, ClusterFaultTest
   */
  private static final Duration EXPIRES = Duration.ofSeconds(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final long SILENT = HEARTBEAT.multipliedBy(3).toNanos();
  private static final String PENDING = "Nats-Pending-Messages";

  private final String request;
  private final String name;
  private final Consumer<? super Message> arrived;

  private @Nullable Connection line;
  private @Nullable Dispatcher dispatcher;
  private String inbox = "";
  private int open;
  private long heard;
  private boolean broken = true;

  Pulls(String stream, String group, String name, Consumer<? super Message> arrived) {
    this.request = "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + group;
    this.name = name;
    this.arrived = arrived;
  }

  void begin(Connection c) {
    end();
    line = c;
    inbox = c.createInbox();
    dispatcher = Dispatchers.make(c, name, arrived::accept);
    dispatcher.subscribe(inbox);
    open = 0;
    broken = false;
    heard = System.nanoTime();
  }

  void end() {
    if (line != null) {
      Dispatchers.close(line, dispatcher);
    }
    dispatcher = null;
  }

  boolean isBroken() {
    if (!broken && open > 0 && System.nanoTime() - heard >= SILENT) {
      broken = true;
    }
    return broken;
  }

  long untilSilent() {
    return open == 0 ? Long.MAX_VALUE : SILENT - (System.nanoTime() - heard);
  }

  /**
   * Asks for what may come beside what was asked for already, some at a time.
   *
   * @param room how many may come in all
   */
  void askFor(int room, int most) {
    int n = room - open;
    if (line == null || n <= 0 || open > 0 && n < (most + 1) / 2) {
      return;
    }
    var options = PullRequestOptions.builder(n).expiresIn(EXPIRES).idleHeartbeat(HEARTBEAT).build();
    try {
      if (open == 0) {
        heard = System.nanoTime();
      }
      line.publish(request, inbox, options.serialize());
      open += n;
    } catch (IllegalStateException e) {
      broken = true; // the connection has gone
    }
  }

  /** True if it is a value, and not a word about the request. */
  boolean isValue(Message m) {
    var subscription = m.getSubscription();
    if (subscription == null || !inbox.equals(subscription.getSubject())) {
      return !m.isStatusMessage() && m.isJetStream();
    }
    heard = System.nanoTime();
    if (!m.isStatusMessage()) {
      open = Math.max(0, open - 1);
      return m.isJetStream();
    }
    var status = m.getStatus();
    switch (status.getCode()) {
      case 100 -> {} // a sign of life
      case 408, 404 -> {
        var rest = Traces.header(m, PENDING);
        open = rest == null ? 0 : Math.max(0, open - Integer.parseInt(rest));
      }
      default -> {
        if (!"Batch Completed".equals(status.getMessage())) {
          broken = true;
        }
      }
    }
    return false;
  }
}
