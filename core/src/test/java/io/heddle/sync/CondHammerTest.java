// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Tokens are put down one by one with one signal each; takers are interrupted and run out of time.
 */
class CondHammerTest {
  private final Mutex mutex = new Mutex();
  private final Cond cond = new Cond(mutex);

  /** Guarded by the mutex alone, as is {@link #taken}. */
  private int tokens;

  private int taken;

  @Test
  void noSignalIsLost() throws Exception {
    var root = Seed.of(this);
    int takers = 6;
    int each = Scale.of(1_000);
    var all = new WaitGroup();
    var gaveUp = new AtomicInteger();
    var threads = new Thread[takers];
    for (int t = 0; t < takers; t++) {
      var random = root.split();
      threads[t] =
          all.go(() -> {
            for (int i = 0; i < each; ) {
              if (take(random)) {
                i++;
              } else {
                gaveUp.incrementAndGet();
              }
            }
          });
    }
    all.go(() -> {
      for (int i = 0; i < takers * each; i++) {
        mutex.lock();
        tokens++;
        mutex.unlock();
        cond.signal();
      }
    });
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    assertThat(tokens).isZero();
    assertThat(taken).isEqualTo(takers * each);
    assertThat(mutex).hasToString("mutex unlocked");
  }

  /** Who gives up has taken no signal, so there is none to hand on. */
  private boolean take(SplittableRandom random) {
    mutex.lock();
    try {
      while (tokens == 0) {
        if (random.nextInt(4) == 0) {
          if (!cond.await(Duration.ofNanos(random.nextInt(50_000)))) {
            return false;
          }
        } else {
          cond.await();
        }
      }
      tokens--;
      taken++;
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      mutex.unlock();
    }
  }
}
