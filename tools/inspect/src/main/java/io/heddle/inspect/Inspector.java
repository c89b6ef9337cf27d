// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves a web page that shows what the goroutines of this process do, Go's endpoints under {@code
 * /debug/pprof/}, such as {@code /debug/pprof/goroutine?debug=2}, and {@code /debug/metrics} for
 * Prometheus. Go's {@code net/http/pprof}.
 *
 * <p>Every request needs a token, which is part of the address that is printed: first as {@code
 * ?token=}, then in a cookie, or as a bearer token. Requests from pages of other origins are
 * refused.
 */
public final class Inspector implements AutoCloseable {
  /*
   * The JDK's server, with few threads of its own: no goroutine of the program's waits for a reader. Who
   * comes while all are busy and the queue is full is turned away. Its limits for slow senders are
   * properties, which are set here unless somebody has. Not jdk.httpserver.maxConnections: it counts
   * some that are closed after a malformed request for ever, and would turn everybody away in the end.
   */
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 64;

  private final LastingServer server;
  private final ThreadPoolExecutor threads;
  private final URI uri;

  private Inspector(LastingServer server, ThreadPoolExecutor threads, URI uri) {
    this.server = server;
    this.threads = threads;
    this.uri = uri;
  }

  /**
   * Serves the page at a loopback address, and prints the address to standard error.
   *
   * @param address a loopback address; port 0 selects a free port
   * @return the inspector; close it to stop serving
   * @throws IllegalArgumentException if the address is not a loopback address
   * @throws IOException if the port is in use, or cannot be opened for another reason
   */
  public static Inspector serve(InetSocketAddress address) throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          address + " can be reached from other machines; serveRemotely does that, without TLS");
    }
    return start(address);
  }

  /**
   * The same as {@link #serve}, at any address. Neither the token nor the page is encrypted.
   *
   * @param address any address of this machine
   * @return the inspector; close it to stop serving
   * @throws IOException if the port is in use, or cannot be opened for another reason
   */
  public static Inspector serveRemotely(InetSocketAddress address) throws IOException {
    return start(address);
  }

  private static Inspector start(InetSocketAddress address) throws IOException {
    limit("sun.net.httpserver.maxReqTime", "20");
    limit("sun.net.httpserver.maxRspTime", "120");
    var threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            named(),
            new ThreadPoolExecutor.AbortPolicy());
    var reserve = new Reserve();
    var server = LastingServer.open(address, threads, reserve);
    var bound = server.address();
    var access = new Access(bound);
    threads.prestartAllCoreThreads();
    server.start(new Requests(access, Pages.all(), reserve));
    var uri =
        URI.create("http://" + host(bound) + ":" + bound.getPort() + "/?token=" + access.token());
    System.err.println("heddle: the inspector is at " + uri);
    return new Inspector(server, threads, uri);
  }

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static ThreadFactory named() {
    var number = new AtomicInteger();
    return body -> {
      var t = new Thread(body, "heddle-inspect-" + number.incrementAndGet());
      t.setDaemon(true);
      return t;
    };
  }

  private static String host(InetSocketAddress bound) {
    InetAddress a = bound.getAddress();
    if (a.isAnyLocalAddress()) {
      return "127.0.0.1";
    }
    var text = a.getHostAddress();
    return text.contains(":") ? "[" + text.replaceFirst("%.*", "") + "]" : text;
  }

  /**
   * Returns the address of the page, with the token.
   *
   * @return the address that was printed
   */
  public URI uri() {
    return uri;
  }

  /** Stops serving, at once. */
  @Override
  public void close() {
    server.close();
    threads.shutdownNow();
  }
}
