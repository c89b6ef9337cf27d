// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One body runs, and whoever returns has seen its end; interrupts end single waits only. */
class OnceHammerTest {
  private static final int CALLERS = 6;

  @Test
  void runsOneBody() throws Exception {
    var root = Seed.of(this);
    var tooEarly = new AtomicInteger();
    int rounds = Scale.of(200);
    for (int round = 0; round < rounds; round++) {
      var once = new Once();
      var begun = new AtomicInteger();
      var result = new int[1]; // published by the once alone
      var threads = new Thread[CALLERS];
      var all = new WaitGroup();
      for (int c = 0; c < CALLERS; c++) {
        threads[c] =
            all.go(() -> {
              while (!runSomehow(once, begun, result)) {
                Go.gosched();
              }
              if (result[0] != 42) {
                tooEarly.incrementAndGet();
              }
            });
      }
      try (var _ = new Interrupter(root.split(), threads)) {
        all.await();
      }
      assertThat(begun).hasValue(1);
      assertThat(once).hasToString("once, done");
    }
    assertThat(tooEarly).hasValue(0);
  }

  private static boolean runSomehow(Once once, AtomicInteger begun, int[] result) throws Exception {
    try {
      once.run(() -> {
        begun.incrementAndGet();
        Go.gosched();
        result[0] = 42;
      });
      return true;
    } catch (InterruptedException e) {
      return false; // it has waited for somebody else's body, or has not begun
    }
  }

  @Test
  void computesOneValue() throws Exception {
    var root = Seed.of(this);
    int rounds = Scale.of(200);
    for (int round = 0; round < rounds; round++) {
      var computed = new AtomicInteger();
      var value =
          new OnceValue<>(() -> {
            Go.gosched();
            return computed.incrementAndGet();
          });
      var wrong = new AtomicInteger();
      var threads = new Thread[CALLERS];
      var all = new WaitGroup();
      for (int c = 0; c < CALLERS; c++) {
        threads[c] =
            all.go(() -> {
              if (value.get() != 1) {
                wrong.incrementAndGet();
              }
            });
      }
      try (var _ = new Interrupter(root.split(), threads)) {
        all.await();
      }
      assertThat(computed).hasValue(1);
      assertThat(wrong).hasValue(0);
    }
  }
}
