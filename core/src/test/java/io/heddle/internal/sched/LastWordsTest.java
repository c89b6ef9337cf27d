// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standard error may be anybody's: whatever it does, the runtime goes on. */
@Tag("once") // whatever the scheduler
class LastWordsTest {
  private final PrintStream former = System.err;

  @AfterEach
  void restore() {
    System.setErr(former);
  }

  @Test
  void areOneLine() throws Exception {
    var out = new ByteArrayOutputStream();
    System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
    LastWords.WAITS_AGAIN.about("it");
    while (!out.toString(StandardCharsets.UTF_8).endsWith(System.lineSeparator())) {
      Thread.sleep(1); // it is printed by another thread
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("heddle: a goroutine's timed wait is tried again: it" + System.lineSeparator());
  }

  @Test
  void nobodyWaitsForAStreamThatWaits() throws Exception {
    var gate = new CountDownLatch(1);
    System.setErr(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                try {
                  gate.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            },
            true,
            StandardCharsets.UTF_8));
    LastWords.WAITS_AGAIN.about("it"); // returns
    LastWords.GOES_ON.aboutFailure("somebody", " goes on after ", new IllegalStateException());
    assertThat(gate.getCount()).isOne();
    gate.countDown();
  }

  @Test
  void aStreamThatFailsIsNoFailure() {
    System.setErr(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            throw new IllegalStateException("a broken stream");
          }
        });
    LastWords.WAITS_AGAIN.about("it"); // returns
  }

  @Test
  void anInterruptIsKept() {
    Thread.currentThread().interrupt();
    LastWords.WAITS_AGAIN.about("it");
    assertThat(Thread.interrupted()).isTrue();
  }
}
