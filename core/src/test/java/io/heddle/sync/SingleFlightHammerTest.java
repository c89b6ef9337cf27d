// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One body for a key at a time, whoever is interrupted; and every result is one that was made. */
class SingleFlightHammerTest {
  @Test
  void oneBodyForAKeyAtATime() throws Exception {
    var root = Seed.of(this);
    var flights = new SingleFlight<Integer, Integer>();
    int keys = 3;
    var inside = new AtomicInteger[keys];
    var made = new AtomicInteger[keys];
    for (int k = 0; k < keys; k++) {
      inside[k] = new AtomicInteger();
      made[k] = new AtomicInteger();
    }
    var wrong = new AtomicInteger();
    var interrupted = new AtomicInteger();
    var threads = new Thread[8];
    var all = new WaitGroup();
    for (int t = 0; t < threads.length; t++) {
      var random = root.split();
      threads[t] =
          all.go(() -> {
            for (int i = 0; i < Scale.of(1_000); i++) {
              int k = random.nextInt(keys);
              try {
                int n =
                    flights.run(
                        k,
                        () -> {
                          if (inside[k].incrementAndGet() != 1) {
                            wrong.incrementAndGet();
                          }
                          Go.gosched();
                          inside[k].decrementAndGet();
                          return made[k].incrementAndGet();
                        });
                if (n < 1 || n > made[k].get()) {
                  wrong.incrementAndGet();
                }
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
              }
            }
          });
    }
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    assertThat(wrong).hasValue(0);
    for (int k = 0; k < keys; k++) {
      assertThat(flights.run(k, () -> -1)).as("no flight is left").isEqualTo(-1);
    }
  }
}
