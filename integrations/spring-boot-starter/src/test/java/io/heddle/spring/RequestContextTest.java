// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.spring.TestApplication.Running;
import java.net.Socket;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the context of a request is cancelled. */
@Timeout(60)
class RequestContextTest {
  private static Running running;

  @BeforeAll
  static void start() {
    running =
        Running.start(
            Map.of(
                "spring.threads.goroutines.request.timeout", "100s",
                "spring.threads.goroutines.request.timeout-header", "X-Timeout"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void deadline() throws Exception {
    assertDeadline(100_000);
    assertDeadline(9_900, "X-Timeout", "9.9");
    assertDeadline(9_900, "X-Timeout", "PT9.9S");
    assertDeadline(100_000, "X-Timeout", "500");
    assertDeadline(100_000, "X-Timeout", "garbage");
  }

  /** Of so many the handler has what the request has not taken until then. */
  private static void assertDeadline(long millis, String... headers) throws Exception {
    long begin = System.nanoTime();
    long left = Long.parseLong(running.get("/deadline", headers));
    long taken = (System.nanoTime() - begin) / 1_000_000;
    assertThat(left).isBetween(millis - taken - 100, millis);
  }

  @Test
  void aRequestThatTakesTooLong() throws Exception {
    assertThat(running.get("/wait", "X-Timeout", "0.1")).isEqualTo("cancelled");
    assertThat(running.application().seen.receive()).isEqualTo("began");
    assertThat(running.application().seen.receive())
        .isEqualTo("cancelled: context deadline exceeded");
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, false", "127.0.0.1, true", "::1, false"})
  void aClientThatHangsUp(String host, boolean byReset) throws Exception {
    try (var socket = ask(host)) {
      if (byReset) {
        // One that is gone must have been seen before: as it was when a later one has been.
        ask(host).close();
        assertCancelled();
        socket.setSoLinger(true, 0);
      }
    }
    assertCancelled();
  }

  private static Socket ask(String host) throws Exception {
    var socket = new Socket(host, running.port());
    var request = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(running.application().seen.receive()).isEqualTo("began");
    return socket;
  }

  private static void assertCancelled() throws InterruptedException {
    assertThat(running.application().seen.receive()).isEqualTo("cancelled: the client has hung up");
  }

  @Test
  void aClientThatWaitsIsNotGone() throws Exception {
    var answer =
        running.client().sendAsync(running.request("/wait").build(), BodyHandlers.ofString());
    assertThat(running.application().seen.receive()).isEqualTo("began");
    Thread.sleep(1_600);
    running.application().release.send("go");
    assertThat(answer.get().body()).isEqualTo("released");
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT1S",
    "0.25, PT0.25S",
    "PT2M, PT2M",
    "-1,",
    "0,",
    "P,",
    "1e99, PT2562047H47M16.854775807S",
    "NaN,"
  })
  void durations(String text, Duration expected) {
    assertThat(RequestContextFilter.duration(text)).isEqualTo(expected);
  }
}
