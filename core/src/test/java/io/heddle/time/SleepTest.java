// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import io.heddle.testing.WaitsForTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SleepTest {
  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @WaitsForTime
  @Test
  void sleepsAtLeastThatLong() throws Exception {
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      Time.sleep(Duration.ofMillis(10));
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    }
    var inGoroutine =
        Attempt.of(() -> {
          long start = System.nanoTime();
          Time.sleep(Duration.ofNanos(1_234_567));
          return System.nanoTime() - start;
        });
    assertThat(inGoroutine.result()).isGreaterThanOrEqualTo(1_234_567);
  }

  @Test
  void returnsAtOnceForZeroOrLess() throws Exception {
    Time.sleep(Duration.ZERO);
    Time.sleep(Duration.ofSeconds(-5));
    Time.sleep(Duration.ofSeconds(Long.MIN_VALUE));
  }

  @Test
  void endsByAnInterrupt() throws Exception {
    var sleeper =
        Attempt.blocked(() -> {
          Time.sleep(Duration.ofSeconds(Long.MAX_VALUE));
          return true;
        });
    sleeper.thread().interrupt();
    assertThatThrownBy(sleeper::result).isInstanceOf(InterruptedException.class);
    assertThat(sleeper.interruptedAfter()).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Time.sleep(Duration.ZERO)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aStrayPermitWakesNobody() throws Exception {
    var sleeper =
        Attempt.blocked(() -> {
          Time.sleep(Duration.ofHours(1));
          return true;
        });
    LockSupport.unpark(sleeper.thread());
    Thread.sleep(5);
    Blocked.await(sleeper.thread()); // fails if it has ended
    sleeper.thread().interrupt();
    assertThatThrownBy(sleeper::result).isInstanceOf(InterruptedException.class);
  }

  @Test
  void manySleepAtOnceAndNobodyIsForgotten() throws Exception {
    int n = Scale.of(20_000);
    var awake = new AtomicInteger();
    var early = new AtomicInteger();
    var random = new SplittableRandom(7);
    var all = new WaitGroup();
    for (int i = 0; i < n; i++) {
      long nanos = 1 + random.nextInt(200_000_000);
      all.go(() -> {
        long start = System.nanoTime();
        Time.sleep(Duration.ofNanos(nanos));
        if (System.nanoTime() - start < nanos) {
          early.incrementAndGet();
        }
        awake.incrementAndGet();
      });
    }
    all.await();
    assertThat(awake).hasValue(n);
    assertThat(early).hasValue(0);
  }
}
