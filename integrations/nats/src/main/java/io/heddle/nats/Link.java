// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.sync.Mutex;
import io.heddle.time.Time;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The way to the server: one connection after the other, and who must know of each. */
final class Link {
  /*
   * jnats would reconnect by itself, and then send what was left in its queue. What had been written to
   * the old socket is lost at that time, so later values would overtake earlier ones before a sender
   * could do anything about it. So a connection here lives once: when it has gone, a new one is made,
   * and each member is told and begins anew on it (its subscriptions, what it must send again).
   *
   *   keeper     a goroutine: waits for the end of the connection, makes the next one, which is told to the members
   *   members    what has something on the connection; told under the lock, in turn, and never waits
   *   end        for good: close, the context, or a server that refuses us twice
   *
   * The lock guards what is written of connection, members, ended; only what does not wait is done under it, but for
   * jnats's own short locks.
   * Checked by: FaultTest, BadInputTest
   */
  private static final System.Logger LOG = System.getLogger("io.heddle.nats");

  /** What has something on the connection. */
  interface Member {
    /** There is a new one. Must not wait. */
    void connected(Connection connection);

    /** It has gone; another one may come. Must not wait. */
    default void lost() {}

    /** The server has complained. Must not wait. */
    default void complained(String error) {}

    /** No other one will come. Must not wait. */
    void ended(NatsException why);

    /** When it is closed, if the link is. */
    default Closing.Turn turn() {
      return Closing.Turn.LAST;
    }

    /** Others of its turn are being closed: it accepts nothing new. Must not wait. */
    default void closing() {}

    /**
     * Ends it in order, before the connection is closed; may throw.
     *
     * @param until for how long it may wait for others, in the time of {@link System#nanoTime}
     */
    void close(long until);
  }

  private final Nats.Options options;
  private final CancelContext context;
  private final Object lock = new Object();
  private final Mutex flushing = new Mutex();
  private final LinkedHashSet<Member> members = new LinkedHashSet<>();
  private final Servers servers;
  private volatile @Nullable Connection connection;
  private volatile @Nullable NatsException ended;
  private boolean closing;

  /** What jnats asks by whether the server is there. */
  private final ScheduledThreadPoolExecutor pings;

  private final LinkKeeper keeper = new LinkKeeper(this);

  /** What the server said last, for messages. */
  private volatile @Nullable String lastError;

  private Link(Nats.Options options) {
    this.options = options;
    this.servers = new Servers(options.urls());
    this.context = Context.current().withCancel();
    this.pings =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              var thread = Go.threadFactory().newThread(task);
              thread.setName("nats pings " + where());
              return thread;
            });
  }

  static Link open(Nats.Options options) throws InterruptedException {
    var link = new Link(options);
    try {
      link.use(link.connect());
    } catch (Throwable e) {
      link.context.close();
      link.pings.shutdownNow();
      throw e;
    }
    Go.go("nats connection " + options.urls().getFirst(), link.keeper::keep);
    return link;
  }

  Nats.Options options() {
    return options;
  }

  Servers servers() {
    return servers;
  }

  Context context() {
    return context;
  }

  Connection connect() throws InterruptedException {
    return Connecting.connect(
        options,
        servers.order(),
        pings,
        (c, event) -> {
          if (event == io.nats.client.ConnectionListener.Events.CLOSED) {
            keeper.hasGone(c);
          }
        },
        this::complained);
  }

  /** There is a new one. */
  void use(Connection c) {
    synchronized (lock) {
      if (ended != null) {
        Thread.ofVirtual().start(() -> closeQuietly(c));
        return;
      }
      connection = c;
      servers.learn(c.getServerInfo());
      for (var m : List.copyOf(members)) {
        tell(m, c);
      }
    }
  }

  private static void tell(Member m, Connection c) {
    try {
      m.connected(c);
    } catch (IllegalStateException e) {
      // it has gone already: the keeper hears of it, and makes the next one
      LOG.log(System.Logger.Level.DEBUG, Connecting.firstLine(e));
    }
  }

  /** The connection has gone. */
  void lose() {
    synchronized (lock) {
      connection = null;
      for (var m : List.copyOf(members)) {
        m.lost();
      }
    }
    servers.rotate();
    LOG.log(System.Logger.Level.INFO, "the connection to " + where() + " was lost");
  }

  private void complained(String error) {
    lastError = error;
    if (current() != null) { // else it is in the exception
      LOG.log(System.Logger.Level.WARNING, "server " + where() + ": " + error);
    }
    List<Member> all;
    synchronized (lock) {
      all = List.copyOf(members);
    }
    all.forEach(m -> m.complained(error));
  }

  /** For good. */
  void end(NatsException why) {
    Connection c;
    synchronized (lock) {
      if (ended != null) {
        return;
      }
      ended = why;
      c = connection;
      connection = null;
      for (var m : List.copyOf(members)) {
        m.ended(why);
      }
      members.clear();
    }
    context.cancel(why);
    if (c != null) {
      closeQuietly(c);
    }
    pings.shutdownNow();
  }

  static void closeQuietly(Connection c) {
    try {
      c.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    List<Member> all;
    synchronized (lock) {
      if (closing || ended != null) {
        return;
      }
      closing = true;
      all = List.copyOf(members);
    }
    var inOrder = new Closing(options.flushTimeout());
    var failure = inOrder.close(all);
    flushBeforeEnd(inOrder.left());
    end(new NatsException("the connection to " + where() + " is closed"));
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Returns when the server has got what was published, or the connection has gone. One at a time:
   * jnats takes more than some pings without an answer for a server that has gone.
   */
  void flush(Connection c) throws InterruptedException {
    flush(c, options.flushTimeout());
  }

  private void flush(Connection c, Duration most) throws InterruptedException {
    flushing.lockInterruptibly();
    try {
      c.flush(most);
    } catch (TimeoutException e) {
      // it has gone, or is about to
    } finally {
      flushing.unlock();
    }
  }

  private void flushBeforeEnd(Duration most) {
    var c = current();
    if (c != null) {
      try {
        flush(c, most);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IllegalStateException e) {
        // it has just gone
      }
    }
  }

  /** Tells it of the connection there is, and of all to come. */
  void join(Member m) {
    synchronized (lock) {
      requireOpen();
      members.add(m);
      if (connection != null) {
        tell(m, connection);
      }
    }
  }

  void leave(Member m) {
    synchronized (lock) {
      members.remove(m);
    }
  }

  @Nullable Connection current() {
    return connection;
  }

  boolean isOpenOrClosing() {
    return ended == null;
  }

  String whyEnded() {
    var why = ended;
    return why == null ? "" : Connecting.firstLine(why);
  }

  void requireOpen() {
    synchronized (lock) {
      if (ended != null) {
        throw new IllegalStateException(Connecting.firstLine(ended), ended);
      }
      if (closing) {
        throw new IllegalStateException("the connection to " + where() + " is closed");
      }
    }
  }

  String where() {
    return options.urls().getFirst();
  }

  /** What the server said last, to be added to a message. */
  String complaint() {
    return lastError == null ? "" : " (the server says: " + lastError + ")";
  }

  /** The connection, waiting for one if it is away. */
  Connection await() throws InterruptedException {
    long until = System.nanoTime() + options.connectTimeout().toNanos();
    while (true) {
      requireOpen();
      var c = current();
      if (c != null) {
        return c;
      }
      if (System.nanoTime() > until) {
        throw new NatsException(
            "no connection to "
                + where()
                + " within "
                + options.connectTimeout().toMillis()
                + " ms; is the server up?");
      }
      Time.sleep(Duration.ofMillis(20));
    }
  }

  /**
   * What asks JetStream.
   *
   * @param most how long it waits for each answer
   */
  JetStreamManagement management(Duration most) throws InterruptedException {
    try {
      return await()
          .jetStreamManagement(
              io.nats.client.JetStreamOptions.builder().requestTimeout(most).build());
    } catch (IOException e) {
      throw new NatsException(where() + ": " + Connecting.firstLine(e), e);
    }
  }
}
