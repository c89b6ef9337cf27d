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
    assertThat(running.get("/deadline")).isEqualTo("99");
    assertThat(running.get("/deadline", "X-Timeout", "9.9")).isEqualTo("9");
    assertThat(running.get("/deadline", "X-Timeout", "PT9.9S")).isEqualTo("9");
    assertThat(running.get("/deadline", "X-Timeout", "500")).isEqualTo("99");
    assertThat(running.get("/deadline", "X-Timeout", "garbage")).isEqualTo("99");
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
    try (var socket = new Socket(host, running.port())) {
      var request = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(running.application().seen.receive()).isEqualTo("began");
      Thread.sleep(byReset ? 3_000 : 10); // one that is gone must have been seen
      if (byReset) {
        socket.setSoLinger(true, 0);
      }
    }
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
