// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.spring.TestApplication.Background;
import io.heddle.spring.TestApplication.Running;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shutdown waits, then cancels, then waits again. */
@Timeout(60)
class ShutdownTest {
  private static final Map<String, Object> IMPATIENT =
      Map.of(
          "spring.lifecycle.timeout-per-shutdown-phase", "300ms",
          "spring.threads.goroutines.shutdown.timeout", "300ms");

  @Test
  void aRequestIsWaitedFor() throws Exception {
    var running = Running.start(Map.of());
    var answer =
        running.client().sendAsync(running.request("/wait").build(), BodyHandlers.ofString());
    var application = running.application();
    assertThat(application.seen.receive()).isEqualTo("began");
    var closing = Go.go(() -> running.spring().close());
    Thread.sleep(300);
    application.release.send("go");
    closing.join();
    assertThat(answer.get().body()).isEqualTo("released");
    running.client().close();
  }

  @Test
  void oneThatGoesOnIsCancelledAndAnswersYet() throws Exception {
    var running = Running.start(IMPATIENT);
    var answer =
        running.client().sendAsync(running.request("/wait").build(), BodyHandlers.ofString());
    var application = running.application();
    assertThat(application.seen.receive()).isEqualTo("began");
    running.spring().close();
    assertThat(application.seen.receive()).isEqualTo("cancelled: the application is shutting down");
    assertThat(answer.get().body()).isEqualTo("cancelled");
    running.client().close();
  }

  @Test
  void soIsAnAsynchronousTask() throws Exception {
    var running = Running.start(IMPATIENT);
    var application = running.application();
    running.spring().getBean(Background.class).untilCancelled();
    assertThat(application.seen.receive()).isEqualTo("began");
    running.close();
    assertThat(application.seen.receive()).isEqualTo("cancelled: the application is shutting down");
  }

  /** Whoever got through to the server gets an answer. */
  @Test
  void underLoadNoAcceptedRequestIsLost() throws Exception {
    var running = Running.start(Map.of());
    var stop = new AtomicBoolean();
    var answers = new AtomicInteger();
    var lost = new ConcurrentLinkedQueue<Throwable>();
    var request = running.request("/who").build();
    for (int i = 0; i < 16; i++) {
      Go.go(() -> {
        try {
          while (!stop.get()) {
            try {
              var answer = running.client().send(request, BodyHandlers.ofString());
              if (answer.statusCode() == 200 && answer.body().startsWith("goroutine")) {
                answers.incrementAndGet();
              } else if (answer.statusCode() != 503) {
                lost.add(new IOException(answer + " " + answer.body()));
              }
            } catch (IOException e) {
              if (!isRefused(e)) {
                lost.add(e);
              }
              return;
            }
          }
        } finally {
        }
      });
    }
    while (answers.get() < 200) {
      Thread.sleep(10);
    }
    running.spring().close();
    stop.set(true);
    running.client().close();
    assertThat(lost).isEmpty();
  }

  /** Before the server has seen anything of it, or on a connection that was idle. */
  private static boolean isRefused(IOException e) {
    var text = e + " " + e.getCause();
    return text.contains("ConnectException")
        || text.contains("GOAWAY")
        || text.contains("header parser received no bytes")
        || text.contains("Connection reset")
        || text.contains("EOF reached while reading");
  }
}
