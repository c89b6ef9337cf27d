// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is answered, and what. Over plain sockets, for a client would not send what is wrong. */
@Timeout(120)
class InspectorTest {
  private static final int FUZZ = Integer.getInteger("heddle.inspect.fuzz", 1_000);

  private Inspector inspector;
  private int port;
  private String token;

  @BeforeEach
  void serve() throws Exception {
    inspector = Inspector.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = inspector.uri().getPort();
    token = inspector.uri().getQuery().substring("token=".length());
  }

  @AfterEach
  void close() {
    inspector.close();
  }

  private String send(byte[] request) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
      socket.setSoTimeout(30_000);
      var out = socket.getOutputStream();
      out.write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String ask(String method, String path, String... headers) throws IOException {
    var lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1"));
    lines.addAll(List.of(headers));
    if (lines.stream().noneMatch(l -> l.startsWith("Host:"))) {
      lines.add("Host: 127.0.0.1:" + port);
    }
    lines.add("Connection: close");
    return send((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private String known() {
    return "Cookie: heddle-" + port + "=" + token;
  }

  @Test
  void nobodyIsAnsweredWithoutTheToken() throws Exception {
    for (var path : Pages.all().keySet()) {
      assertThat(status(ask("GET", path))).as(path).isEqualTo(401);
      assertThat(status(ask("GET", path + "?token=" + "0".repeat(32)))).isEqualTo(401);
      assertThat(status(ask("POST", path))).isEqualTo(401);
    }
    assertThat(status(ask("GET", "/", "Cookie: heddle-" + port + "=x"))).isEqualTo(401);
    assertThat(status(ask("GET", "/", "Authorization: Bearer x"))).isEqualTo(401);
    assertThat(status(ask("GET", "/?token=x", known()))).isEqualTo(401);
  }

  @Test
  void theTokenIsGivenOnceThenThereIsACookie() throws Exception {
    var first = ask("GET", "/?token=" + token);
    assertThat(status(first)).isEqualTo(200);
    assertThat(first)
        .containsIgnoringCase(
            "Set-Cookie: heddle-" + port + "=" + token + "; Path=/; HttpOnly; SameSite=Strict")
        .containsIgnoringCase("Content-Security-Policy: default-src 'none'; script-src 'self'");
    assertThat(status(ask("GET", "/", known()))).isEqualTo(200);
    assertThat(status(ask("GET", "/", "Authorization: Bearer " + token))).isEqualTo(200);
  }

  @Test
  void nobodyIsAnsweredFromElsewhere() throws Exception {
    for (var origin : List.of("null", "http://example.com", "https://127.0.0.1:" + port, "")) {
      assertThat(status(ask("GET", "/", known(), "Origin: " + origin))).as(origin).isEqualTo(403);
    }
    for (var host : List.of("example.com", "example.com:" + port, "127.0.0.1:1", "127.0.0.1", "")) {
      assertThat(status(ask("GET", "/", known(), "Host: " + host))).as(host).isIn(400, 403);
    }
    var own = "Origin: http://127.0.0.1:" + port;
    assertThat(status(ask("GET", "/", known(), own))).isEqualTo(200);
    assertThat(status(ask("GET", "/", known(), "Host: localhost:" + port))).isEqualTo(200);
  }

  @Test
  void allThatAPageNeedsIsItsOwn() throws Exception {
    for (var path : List.of("/", "/inspect.js", "/inspect.css")) {
      assertThat(ask("GET", path, known()).replace("http://www.w3.org/", ""))
          .doesNotContain("http://", "https://", "@import");
    }
  }

  @Test
  void theEndpointsThatGoUsersKnow() throws Exception {
    Channel<Integer> c = Channel.make();
    go("waits here", () -> c.receive());
    while (!ask("GET", "/debug/pprof/goroutine?debug=2", known()).contains("waits here")) {
      Thread.sleep(5);
    }
    assertThat(ask("GET", "/debug/pprof/goroutine?debug=1", known())).contains("[chan receive");
    assertThat(ask("GET", "/debug/metrics", known()))
        .contains("# TYPE heddle_switches_total counter")
        .contains("heddle_goroutines{state=\"waiting\"} ")
        .contains("heddle_ready_latency_seconds_bucket{le=\"+Inf\"} ");
    for (var path : List.of("goroutine", "block?seconds=0.05", "mutex?seconds=0.05")) {
      assertThat(ask("GET", "/debug/pprof/" + path, known())).contains("\r\n\r\n\u001f");
    }
    assertThat(ask("GET", "/debug/pprof/trace?seconds=0.05", known())).contains("heddle-trace\n");
    assertThat(ask("GET", "/api/overview", known())).contains("\"sites\":[{");
    assertThat(ask("GET", "/api/waits", known())).endsWith("]");
    assertThat(ask("GET", "/api/deadlocks", known())).endsWith("]");
    c.send(1);
  }

  @Test
  void whatIsWrongIsToldByAStatus() throws Exception {
    assertThat(status(ask("GET", "/none", known()))).isEqualTo(404);
    assertThat(status(ask("GET", "/debug/pprof/block?seconds=61", known()))).isEqualTo(400);
    assertThat(status(ask("GET", "/debug/pprof/block?seconds=NaN", known()))).isEqualTo(400);
    assertThat(status(ask("GET", "/debug/pprof/goroutine?debug=9", known()))).isEqualTo(400);
    assertThat(status(ask("POST", "/", known()))).isEqualTo(405);
    assertThat(status(ask("GET", "/api/leaks/find", known()))).isEqualTo(405);
    assertThat(status(ask("HEAD", "/", known()))).isEqualTo(200);
    assertThat(status(ask("GET", "/../../etc/passwd", known()))).isEqualTo(404);
  }

  @Test
  void anAddressThatOthersReachMustBeMeant() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Inspector.serve(new InetSocketAddress("0.0.0.0", 0)))
        .withMessageContaining("other machines");
    assertThatThrownBy(
            () -> Inspector.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
        .isInstanceOf(BindException.class);
    try (var remote = Inspector.serveRemotely(new InetSocketAddress("0.0.0.0", 0))) {
      assertThat(remote.uri().getHost()).isEqualTo("127.0.0.1");
    }
  }

  /* Whatever is sent, the next who asks rightly is answered. */
  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void nonsenseHarmsNobody() throws Exception {
    long seed = Long.getLong("heddle.inspect.seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < FUZZ; i++) {
      try {
        var answer = send(nonsense(random));
        assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 ")).isTrue();
      } catch (java.net.SocketException e) {
        refused++; // the server has hung up, as it may
      }
    }
    assertThat(refused).isLessThan(FUZZ / 4);
    assertThat(status(ask("GET", "/", known()))).isEqualTo(200);
    assertThat(ask("GET", "/api/overview", known())).contains("\"sites\":");
  }

  private byte[] nonsense(Random r) {
    if (r.nextInt(8) == 0) {
      var bytes = new byte[r.nextInt(400)];
      r.nextBytes(bytes);
      return bytes;
    }
    var methods = List.of("GET", "POST", "HEAD", "PUT", "X", "", "get", "OPTIONS");
    var paths = new ArrayList<>(Pages.all().keySet());
    paths.removeIf(p -> p.endsWith("find") || p.matches(".*/(block|mutex|profile|trace)"));
    var path = new StringBuilder(paths.get(r.nextInt(paths.size())));
    for (int i = r.nextInt(4); i > 0; i--) {
      path.insert(r.nextInt(path.length() + 1), anything(r));
    }
    path.append(r.nextBoolean() ? "?token=" + token : "?" + anything(r) + "=" + anything(r));
    var s = new StringBuilder(methods.get(r.nextInt(methods.size()))).append(' ').append(path);
    s.append(r.nextInt(10) == 0 ? anything(r) : " HTTP/1.1").append("\r\n");
    if (r.nextInt(6) > 0) {
      s.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    for (int i = r.nextInt(5); i > 0; i--) {
      var names = List.of("Origin", "Cookie", "Content-Length", "Transfer-Encoding", "Host", "X");
      s.append(names.get(r.nextInt(names.size()))).append(": ").append(anything(r)).append("\r\n");
    }
    return (s + (r.nextInt(10) == 0 ? "" : "\r\n") + anything(r)).getBytes(StandardCharsets.UTF_8);
  }

  private String anything(Random r) {
    return switch (r.nextInt(9)) {
      case 0 -> "..";
      case 1 -> "%";
      case 2 -> "%00";
      case 3 -> "\u0000ÿ€";
      case 4 -> "a".repeat(r.nextInt(5_000));
      case 5 -> "/";
      case 6 -> Long.toString(r.nextLong());
      case 7 -> "chunked";
      default -> "heddle-" + port + "=" + token;
    };
  }
}
