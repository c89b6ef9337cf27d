// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP server, which also goes on after an {@link OutOfMemoryError} in its threads. */
final class LastingServer {
  /*
   * The JDK's server has a dispatcher, which accepts and reads, and two timers, which close what is slow.
   * Whoever has filled the heap, the error may be thrown to one of these, and ends it: then connections
   * are accepted by the kernel, and nobody answers.
   * So they are started in a thread group of their own, which the JVM tells of the error on the very thread
   * that dies of it. The dispatcher just runs again there: its selector and connections are as they
   * were, but for the request at hand. A timer can not, its tasks are gone: so another server takes the
   * place of this one, at the same port.
   * What runs there allocates nothing before it has released the reserve, and has run once before, so that
   * no class is loaded then.
   * Rejected: to watch the threads and make another server when one is gone: the port stays taken, for a
   *           listening socket is closed by the selector of the dispatcher that has died.
   * Checked by: FullHeapTest
   */
  private static final String DISPATCHER = "HTTP-Dispatcher";
  private static final String REHEARSAL = "heddle-inspect-rehearsal";
  private static final int BACKLOG = 50;
  private static final long PAUSE_NANOS = 50_000_000;

  private final ThreadGroup group = new Group();
  private final Executor executor;
  private final Reserve reserve;
  private volatile HttpServer server;
  private volatile boolean isClosed;
  private volatile @Nullable HttpHandler handler;

  private LastingServer(InetSocketAddress address, Executor executor, Reserve reserve)
      throws IOException {
    this.executor = executor;
    this.reserve = reserve;
    this.server = inGroup(() -> HttpServer.create(address, BACKLOG));
  }

  /** Opened, but not yet answering. */
  static LastingServer open(InetSocketAddress address, Executor executor, Reserve reserve)
      throws IOException {
    return new LastingServer(address, executor, reserve);
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /** Begins to answer. */
  void start(HttpHandler answering) throws IOException {
    handler = answering;
    inGroup(() -> {
      serve(server, answering);
      return server;
    });
    rehearse();
  }

  private void serve(HttpServer fresh, HttpHandler answering) {
    fresh.setExecutor(executor);
    fresh.createContext("/", answering);
    fresh.start();
  }

  void close() {
    isClosed = true;
    server.stop(0);
  }

  private interface Step {
    HttpServer run() throws IOException;
  }

  /** On a thread of the group, for a thread's group is that of the one that makes it. */
  private HttpServer inGroup(Step step) throws IOException {
    var task = new FutureTask<>(step::run);
    var thread = new Thread(group, task, "heddle-inspect-start");
    thread.setDaemon(Thread.currentThread().isDaemon());
    thread.start();
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case IOException failure -> throw failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> throw new IllegalStateException(e);
          }
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets a thread die as the dispatcher does. */
  private void rehearse() {
    var thread =
        new Thread(group, REHEARSAL) {
          private boolean isAgain;

          @Override
          public void run() {
            if (!isAgain) {
              isAgain = true;
              throw new OutOfMemoryError();
            }
          }
        };
    thread.setDaemon(true);
    thread.start();
  }

  /* On the thread itself. */
  private void runAgain(Runnable dead) {
    while (!isClosed) {
      try {
        dead.run();
        return;
      } catch (Throwable e) { // the dispatcher must not die, whatever it is
        reserve.release();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /*
   * By a thread of the group. Not before there is memory, and the port is taken last: of a server that has
   * been made in part nobody can close the socket.
   */
  private synchronized void replace(HttpHandler answering) {
    var address = server.getAddress();
    while (!isClosed) {
      LockSupport.parkNanos(PAUSE_NANOS);
      try {
        server.stop(0);
        if (reserve.renew()) {
          reserve.release(); // is for what follows
          var fresh = HttpServer.create();
          fresh.bind(address, BACKLOG);
          serve(fresh, answering);
          server = fresh;
          if (isClosed) {
            fresh.stop(0);
          }
          return;
        }
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        reserve.release();
      }
    }
  }

  private final class Group extends ThreadGroup {
    Group() {
      super("heddle-inspect");
    }

    @Override
    public void uncaughtException(Thread t, Throwable e) {
      reserve.release();
      switch (t.getName()) {
        case DISPATCHER, REHEARSAL -> runAgain(t);
        case "idle-timeout-task", "req-rsp-timeout-task" -> {
          var answering = handler;
          if (answering != null) {
            replace(answering);
          }
        }
        default -> super.uncaughtException(t, e);
      }
    }
  }
}
