// SPDX-License-Identifier: Apache-2.0
package servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;

/** The HTTP server of the JDK. */
final class JdkServer implements Server {
  private static final int MOST_SECONDS = 3;

  private final ExecutorService executor = Server.executor("http-");
  private final HttpServer server;
  private volatile boolean isClosing;

  JdkServer(int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    server = HttpServer.create(address, 1000);
    server.setExecutor(executor); // a goroutine for each exchange
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body =
          Server.answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
      if (isClosing) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * While it stops, the JDK's server goes on with the connections it has: so each is told to end.
   */
  @Override
  public void close() {
    isClosing = true;
    server.stop(MOST_SECONDS);
    executor.close();
  }
}
