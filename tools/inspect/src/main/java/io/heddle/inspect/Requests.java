// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets in who may, finds the page, and answers; whatever goes wrong is an answer, too. */
final class Requests implements HttpHandler {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Access access;
  private final Map<String, Page> pages;
  private final Reserve reserve;

  Requests(Access access, Map<String, Page> pages, Reserve reserve) {
    this.access = access;
    this.pages = pages;
    this.reserve = reserve;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answerOrRefuse(exchange);
        var _ = reserve.renew();
      } catch (OutOfMemoryError e) {
        reserve.release();
        refuse(exchange, 503, "the process is out of memory: " + e.getMessage());
      }
    }
  }

  private void answerOrRefuse(HttpExchange exchange) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    headers.set("Connection", "close"); // those that are kept open count against a limit
    try {
      var answer = answer(exchange);
      headers.set("Content-Type", answer.type());
      if (!answer.fileName().isEmpty()) {
        headers.set("Content-Disposition", "attachment; filename=\"" + answer.fileName() + "\"");
      }
      send(exchange, 200, answer.body());
    } catch (Refusal e) {
      refuse(exchange, e.status, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      refuse(exchange, 503, "the inspector has been closed");
    } catch (RuntimeException | StackOverflowError e) {
      refuse(exchange, 500, e.toString());
    }
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    send(exchange, status, (why + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private Page.Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
    var request = exchange.getRequestHeaders();
    if (!access.isFromHere(request)) {
      throw new Refusal(403, "not from there");
    }
    var query = query(exchange.getRequestURI().getRawQuery());
    var token = query.remove("token");
    if (token != null ? !access.isToken(token) : !access.isKnown(request)) {
      throw new Refusal(
          401, "the token is missing or wrong; it is in the address that was printed");
    }
    if (token != null) {
      exchange.getResponseHeaders().add("Set-Cookie", access.cookie());
    }
    var path = String.valueOf(exchange.getRequestURI().getPath());
    var page = pages.get(path);
    if (page == null) {
      throw new Refusal(404, "there is no such page");
    }
    var method = exchange.getRequestMethod();
    boolean fits = page.changes() ? method.equals("POST") : method.matches("GET|HEAD");
    if (!fits) {
      exchange.getResponseHeaders().set("Allow", page.changes() ? "POST" : "GET, HEAD");
      throw new Refusal(405, "not by this method");
    }
    return page.content().of(new Request(method, path, query));
  }

  private static Map<String, String> query(@Nullable String raw) {
    var all = new HashMap<String, String>();
    for (var part : raw == null ? new String[0] : raw.split("&")) {
      int at = part.indexOf('=');
      try {
        all.put(
            decoded(at < 0 ? part : part.substring(0, at)),
            at < 0 ? "" : decoded(part.substring(at + 1)));
      } catch (IllegalArgumentException e) {
        throw new Refusal(400, "the query is not encoded correctly");
      }
    }
    return all;
  }

  private static String decoded(String s) {
    return URLDecoder.decode(s, StandardCharsets.UTF_8);
  }
}
