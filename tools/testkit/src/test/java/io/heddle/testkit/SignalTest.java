// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.Context;
import io.heddle.time.Time;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a signal of the operating system is not deadlocked while one is on its way. */
@Timeout(60)
class SignalTest {
  @Test
  void comesFromOutside() throws Exception {
    var sender = Thread.ofPlatform().unstarted(SignalTest::sendSoon);
    Bubble.run(() -> {
      try (var c = Context.background().withSignals("USR2")) {
        sender.start();
        assertThat(c.done().receive()).isNull();
        assertThat(c.cause()).hasMessage("user defined signal 2 signal received");
        assertThat(Time.now()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
      }
    });
    sender.join();
  }

  private static void sendSoon() {
    try {
      Thread.sleep(Duration.ofMillis(100));
      var pid = String.valueOf(ProcessHandle.current().pid());
      assertThat(new ProcessBuilder("kill", "-USR2", pid).start().waitFor()).isZero();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
