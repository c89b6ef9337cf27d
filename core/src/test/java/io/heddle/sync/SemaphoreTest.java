// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import io.heddle.testing.WaitsForTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Attempt<Boolean> waiting(Semaphore s, long n) throws InterruptedException {
    return Attempt.blocked(() -> {
      s.acquire(n);
      return true;
    });
  }

  /** Go's TestWeightedTryAcquire. */
  @Test
  void countsWeights() throws Exception {
    var s = new Semaphore(2);
    s.acquire(1);
    assertThat(s.tryAcquire(1)).isTrue();
    assertThat(s.tryAcquire(1)).isFalse();
    assertThat(s).hasToString("semaphore with 0 of 2 free");
    s.release(2);
    assertThat(s.tryAcquire(1)).isTrue();
    s.acquire(1);
    assertThat(s.tryAcquire(0)).isTrue();
    assertThat(s.acquire(1, Duration.ZERO)).isFalse();
  }

  /** Go's TestLargeAcquireDoesntStarve. */
  @Test
  void smallRequestsDoNotOvertakeALargeOne() throws Exception {
    var s = new Semaphore(10);
    s.acquire(9);
    var large = waiting(s, 10);
    assertThat(s.tryAcquire(1)).as("one is free, but somebody waits").isFalse();
    var small = waiting(s, 1);
    s.release(9);
    assertThat(large.result()).isTrue();
    assertThat(Blocked.stays(small.thread())).isTrue();
    s.release(10);
    assertThat(small.result()).isTrue();
  }

  /** Go's TestAllocCancelDoesntStarve. */
  @WaitsForTime
  @Test
  void whoGivesUpLetsThoseBehindIn() throws Exception {
    var s = new Semaphore(10);
    s.acquire(1);
    var large = waiting(s, 10);
    var small = waiting(s, 1);
    large.thread().interrupt();
    assertThatThrownBy(large::result).isInstanceOf(InterruptedException.class);
    assertThat(small.result()).isTrue();

    var timed = Attempt.of(() -> s.acquire(10, Duration.ofMillis(30)));
    Blocked.await(timed.thread());
    var next = waiting(s, 2);
    assertThat(timed.result()).isFalse();
    assertThat(next.result()).isTrue();
    assertThat(s).hasToString("semaphore with 6 of 10 free");
  }

  /** Go's TestWeightedDoesntBlockIfTooBig. */
  @Test
  void whatCanNeverBeHadBlocksNobodyElse() throws Exception {
    var s = new Semaphore(2);
    var hopeless = waiting(s, 3);
    assertThat(s.tryAcquire(2)).isTrue();
    s.release(2);
    s.acquire(1);
    assertThat(s.tryAcquire(3)).isFalse();
    assertThat(s.acquire(3, Duration.ofMillis(5))).isFalse();
    assertThat(Blocked.stays(hopeless.thread())).isTrue();
    hopeless.thread().interrupt();
    assertThatThrownBy(hopeless::result).isInstanceOf(InterruptedException.class);
  }

  @Test
  void refusesMisuse() throws Exception {
    var s = new Semaphore(5);
    s.acquire(2);
    assertThatThrownBy(() -> s.release(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("semaphore: released more than held");
    assertThat(s).hasToString("semaphore with 3 of 5 free");
    assertThatThrownBy(() -> s.acquire(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> s.tryAcquire(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> s.release(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> s.acquire(-1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void throwsAtOnceWhenAnInterruptIsPending() {
    var s = new Semaphore(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> s.acquire(1)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> s.acquire(1, Duration.ZERO)).isInstanceOf(InterruptedException.class);
    assertThat(s).hasToString("semaphore with 1 of 1 free");
  }

  @Test
  void keepsCountUnderInterruptsAndTimeouts() throws Exception {
    var root = Seed.of(this);
    int size = 5;
    var s = new Semaphore(size);
    var held = new AtomicLong();
    var tooMany = new AtomicBoolean();
    var threads = new Thread[12];
    var all = new WaitGroup();
    for (int t = 0; t < threads.length; t++) {
      var random = root.split();
      threads[t] =
          all.go(() -> {
            for (int i = 0; i < Scale.of(3000); i++) {
              int n = 1 + random.nextInt(size);
              try {
                boolean got =
                    switch (random.nextInt(3)) {
                      case 0 -> s.tryAcquire(n);
                      case 1 -> s.acquire(n, Duration.ofNanos(random.nextInt(50_000)));
                      default -> {
                        s.acquire(n);
                        yield true;
                      }
                    };
                if (!got) {
                  continue;
                }
              } catch (InterruptedException e) {
                continue;
              }
              if (held.addAndGet(n) > size) {
                tooMany.set(true);
              }
              Go.gosched();
              held.addAndGet(-n);
              s.release(n);
            }
          });
    }
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    assertThat(tooMany).isFalse();
    assertThat(s).hasToString("semaphore with 5 of 5 free");
  }
}
