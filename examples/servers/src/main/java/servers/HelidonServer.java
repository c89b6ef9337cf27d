// SPDX-License-Identifier: Apache-2.0
package servers;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/**
 * Helidon 4 makes virtual threads of its own, on the JDK's scheduler, and takes no executor.
 * Channels and all else work there as anywhere. A handler that is to run in a goroutine is wrapped:
 * {@link #inGoroutine}.
 */
final class HelidonServer implements Server {
  private final ExecutorService executor = Server.executor("helidon-");
  private final WebServer server;

  HelidonServer(int port) {
    System.setProperty("java.util.logging.config.class", "java.lang.Object");
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(port)
            .shutdownGracePeriod(Duration.ofSeconds(10))
            .shutdownHook(false)
            .routing(routing -> routing.get("/*", inGoroutine(HelidonServer::handle)))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("port " + port + " is in use"); // Helidon only logs it
    }
  }

  private static void handle(ServerRequest request, ServerResponse response) throws Exception {
    response.send(Server.answer(request.path().path()));
  }

  private Handler inGoroutine(Handler handler) {
    if (Server.isVirtual()) {
      return handler;
    }
    return (request, response) -> {
      try {
        executor
            .submit(() -> {
              handler.handle(request, response);
              return null;
            })
            .get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    };
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
    executor.close();
  }
}
