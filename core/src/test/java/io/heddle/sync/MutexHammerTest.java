// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many goroutines on few mutexes: nobody is ever in together with another, nobody is forgotten. */
class MutexHammerTest {
  private final Mutex mutex = new Mutex();

  /** Guarded by the mutex alone. */
  private long counter;

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 64})
  void excludes(int goroutines) throws Exception {
    int rounds = Scale.of(200_000 / goroutines);
    var all = new WaitGroup();
    for (int i = 0; i < goroutines; i++) {
      all.go(() -> {
        for (int n = 0; n < rounds; n++) {
          if (n % 3 == 0) {
            while (!mutex.tryLock()) {
              Go.gosched();
            }
          } else {
            mutex.lock();
          }
          counter++;
          mutex.unlock();
        }
      });
    }
    all.await();
    assertThat(counter).isEqualTo((long) goroutines * rounds);
  }

  /** All ways to wait, and all ways to give up, at the same time. */
  @Test
  void survivesInterruptsAndTimeouts() throws Exception {
    var root = Seed.of(this);
    int goroutines = 16;
    int rounds = Scale.of(3_000);
    var expected = new AtomicLong();
    var gaveUp = new AtomicLong();
    var threads = new Thread[goroutines];
    var all = new WaitGroup();
    for (int i = 0; i < goroutines; i++) {
      var random = root.split();
      threads[i] =
          all.go(() -> {
            for (int n = 0; n < rounds; n++) {
              if (!lockSomehow(random)) {
                gaveUp.incrementAndGet();
                continue;
              }
              counter++;
              expected.incrementAndGet();
              if (random.nextInt(4) == 0) {
                Go.gosched();
              }
              mutex.unlock();
            }
          });
    }
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    assertThat(counter).isEqualTo(expected.get());
    assertThat(expected.get() + gaveUp.get()).isEqualTo((long) goroutines * rounds);
    assertThat(mutex).hasToString("mutex unlocked");
    mutex.lock();
    mutex.unlock();
  }

  private boolean lockSomehow(SplittableRandom random) {
    try {
      switch (random.nextInt(4)) {
        case 0 -> mutex.lock();
        case 1 -> mutex.lockInterruptibly();
        case 2 -> {
          return mutex.lock(Duration.ofNanos(random.nextInt(50_000)));
        }
        default -> {
          return mutex.tryLock();
        }
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
