// SPDX-License-Identifier: Apache-2.0
package data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.sync.ErrGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's HTTP client, called from goroutines. */
@Timeout(60)
class HttpClientTest {
  private final HttpClient client = HttpClient.newBuilder().executor(Go.executor()).build();
  private final Channel<Void> release = Channel.make();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(Go.executor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
              release.receive();
            }
            exchange.sendResponseHeaders(200, -1);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.close();
    server.stop(0);
    client.shutdownNow();
  }

  private HttpRequest request(String path) {
    var at = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    return HttpRequest.newBuilder(URI.create(at)).build();
  }

  @Test
  void manyAtOnce() throws Exception {
    var good = new AtomicInteger();
    try (var group = new ErrGroup()) {
      group.limit(50);
      for (int i = 0; i < 500; i++) {
        group.go(() -> {
          if (client.send(request("/"), BodyHandlers.discarding()).statusCode() == 200) {
            good.incrementAndGet();
          }
        });
      }
      group.await();
    }
    assertThat(good).hasValue(500);
  }

  @Test
  void aDeadlineEndsARequest() throws Exception {
    var caller =
        Go.go(() -> {
          try (var context = Context.background().withTimeout(Duration.ofMillis(200))) {
            assertThatThrownBy(() ->
                    context.call(() -> client.send(request("/slow"), BodyHandlers.discarding())))
                .isInstanceOf(DeadlineExceededException.class);
          }
        });
    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
  }
}
