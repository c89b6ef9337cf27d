// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import com.sun.net.httpserver.HttpServer;
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
 * A web page that shows what the goroutines of this process do, and the endpoints that Go users
 * know: {@code /debug/pprof/goroutine?debug=2} and the like, {@code /debug/metrics} for Prometheus.
 * Go's {@code net/http/pprof}.
 *
 * <p>Who asks must know a token, which stands in the address that is printed: as {@code ?token=} at
 * first, then by a cookie, or as a bearer token. Requests of other sites' pages are refused.
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

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final URI uri;

  private Inspector(HttpServer server, ThreadPoolExecutor threads, URI uri) {
    this.server = server;
    this.threads = threads;
    this.uri = uri;
  }

  /**
   * Serves this process's page at a loopback address, and prints where to standard error.
   *
   * @param address a loopback address; port 0 takes one that is free
   * @return what ends it
   * @throws IllegalArgumentException if others than this machine could reach the address
   * @throws IOException if the port is in use, or the like
   */
  public static Inspector serve(InetSocketAddress address) throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          address + " can be reached from other machines; serveRemotely does that, without TLS");
    }
    return start(address);
  }

  /**
   * As {@link #serve}, at any address. Neither the token nor what is shown is encrypted on its way.
   *
   * @param address any address of this machine
   * @return what ends it
   * @throws IOException if the port is in use, or the like
   */
  public static Inspector serveRemotely(InetSocketAddress address) throws IOException {
    return start(address);
  }

  private static Inspector start(InetSocketAddress address) throws IOException {
    limit("sun.net.httpserver.maxReqTime", "20");
    limit("sun.net.httpserver.maxRspTime", "120");
    var server = HttpServer.create(address, 50);
    var bound = server.getAddress();
    var access = new Access(bound);
    var threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            named(),
            new ThreadPoolExecutor.AbortPolicy());
    threads.prestartAllCoreThreads();
    server.setExecutor(threads);
    server.createContext("/", new Requests(access, Pages.all()));
    server.start();
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
   * The address of the page, with the token.
   *
   * @return what has been printed
   */
  public URI uri() {
    return uri;
  }

  /** Ends it at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
