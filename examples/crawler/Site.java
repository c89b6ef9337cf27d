// SPDX-License-Identifier: Apache-2.0
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heddle.Go;
import io.heddle.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The site that {@link Crawler} visits, served on loopback by the JDK's HTTP server with a
 * goroutine per request: pages 0 … n-1, each with a link back to the start and to up to three
 * others, each slow by {@code delay}. The last page has a link that leads nowhere.
 */
final class Site {
  private final int pages;
  private final Duration delay;
  private final HttpServer server;

  Site(int pages, Duration delay) throws IOException {
    this.pages = pages;
    this.delay = delay;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Go.executor());
    server.createContext("/", this::answer);
    server.start();
  }

  URI start() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/page/0");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Time.sleep(delay);
      var path = exchange.getRequestURI().getPath();
      int page = path.matches("/page/[0-9]{1,6}") ? Integer.parseInt(path.substring(6)) : pages;
      var body = (page < pages ? html(page) : "not found").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(page < pages ? 200 : 404, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String html(int page) {
    var html = new StringBuilder("<h1>Page " + page + "</h1><a href='/page/0'>start</a>");
    for (int to = 3 * page + 1; to <= 3 * page + 3 && to < pages; to++) {
      html.append(" <a href='/page/").append(to).append("'>").append(to).append("</a>");
    }
    if (page == pages - 1) {
      html.append(" <a href='/nowhere'>gone</a>");
    }
    return html.toString();
  }
}
