// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of a process that is out of memory, and of one that was. */
@Timeout(120)
class FullHeapTest {
  /** The first line of the answer; empty if there is none. */
  private static String ask(URI page, String path, int withinMillis) {
    try (var socket = new Socket(page.getHost(), page.getPort())) {
      socket.setSoTimeout(withinMillis);
      var request =
          "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(
                  path,
                  page.getHost(),
                  page.getPort(),
                  page.getQuery().substring("token=".length()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
      var line = new BufferedReader(in).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void thePageAnswersAgainWhenThereIsMemory() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FullHeap.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = process.inputReader();
        var in = process.outputWriter()) {
      var page = URI.create(out.readLine());
      assertThat(ask(page, "/debug/pprof/goroutine?debug=2", 20_000)).contains(" 200 ");
      in.write('\n');
      in.flush();
      for (int i = 0;
          i < 4;
          i++) { // some are refused, most of them lost, and errors hit the server
        assertThat(ask(page, "/api/overview", 1_000)).matches("HTTP/1.1 (200|500|503) .*|");
      }
      in.write('\n');
      in.flush();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!ask(page, "/debug/pprof/goroutine?debug=2", 20_000).contains(" 200 ")) {
        assertThat(end - System.nanoTime()).as("answers when there is memory").isPositive();
        Thread.sleep(50);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
