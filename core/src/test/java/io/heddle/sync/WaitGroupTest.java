// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitGroupTest {
  private final WaitGroup group = new WaitGroup();

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private Attempt<Boolean> waiting() throws InterruptedException {
    return Attempt.blocked(() -> {
      group.await();
      return true;
    });
  }

  /** Go's TestWaitGroup: two groups as barriers for 16 goroutines, eight times. */
  @Test
  void isABarrier() throws Exception {
    var other = new WaitGroup();
    for (int round = 0; round < 8; round++) {
      int n = 16;
      var arrived = new AtomicInteger();
      group.add(n);
      other.add(n);
      for (int i = 0; i < n; i++) {
        Go.go(() -> {
          group.done();
          other.await();
          arrived.incrementAndGet();
        });
      }
      group.await();
      for (int i = 0; i < n; i++) {
        assertThat(arrived).hasValue(0);
        other.done();
      }
      while (arrived.get() < n) {
        Thread.sleep(0, 100_000);
      }
    }
  }

  @Test
  void doesNotWaitForNothing() throws Exception {
    group.await();
    assertThat(group.await(Duration.ZERO)).isTrue();
  }

  @Test
  void refusesANegativeCounter() throws Exception {
    group.add(1);
    assertThatThrownBy(() -> group.add(-2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("sync: negative WaitGroup counter");
    assertThat(group.await(Duration.ZERO)).as("nothing changed").isFalse();
    group.done();
    assertThatThrownBy(group::done).hasMessage("sync: negative WaitGroup counter");
    group.await();
  }

  @Test
  void letsAllWaitersThrough() throws Exception {
    group.add(2);
    var waiters = new ArrayList<Attempt<Boolean>>();
    for (int i = 0; i < 5; i++) {
      waiters.add(waiting());
    }
    group.done();
    assertThat(Blocked.stays(waiters.get(0).thread())).isTrue();
    group.done();
    for (var w : waiters) {
      assertThat(w.result()).isTrue();
    }
  }

  @Test
  void givesUpWhenInterrupted() throws Exception {
    group.add(1);
    var first = waiting();
    var second = waiting();
    first.thread().interrupt();
    assertThatThrownBy(first::result).isInstanceOf(InterruptedException.class);
    group.done();
    assertThat(second.result()).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
  }

  @Test
  void waitsNoLongerThanTold() throws Exception {
    group.add(1);
    assertThat(group.await(Duration.ofMillis(-1))).isFalse();
    assertThat(group.await(Duration.ofMillis(10))).isFalse();
    var patient = Attempt.blocked(() -> group.await(Duration.ofDays(1_000_000)));
    group.done();
    assertThat(patient.result()).isTrue();
  }

  @Test
  void canBeUsedAgain() throws Exception {
    for (int i = 0; i < Scale.of(1000); i++) {
      var seen = new AtomicInteger();
      group.go(seen::incrementAndGet);
      group.go(seen::incrementAndGet);
      group.await();
      assertThat(seen).hasValue(2);
    }
  }

  @Test
  void countsAGoroutineThatCallsGoexit() throws Exception {
    group.go(() -> {
      Go.goexit();
    });
    group.await();
  }

  @OutsideBubbles
  @Test
  void reportsAFailureBeforeItCountsDown() throws Exception {
    for (int i = 0; i < Scale.of(200); i++) {
      var reported = new AtomicReference<Throwable>();
      var failure = new IllegalStateException("on purpose");
      group.go(() -> {
        Thread.currentThread().setUncaughtExceptionHandler((t, e) -> reported.set(e));
        throw failure;
      });
      group.await();
      assertThat(reported).hasValue(failure);
    }
  }

  @Test
  void hasNoUseForANullBody() throws Exception {
    assertThatThrownBy(() -> group.go(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    group.await();
  }

  /** Each done is seen by the await that it let through: Go's TestWaitGroupRace. */
  @Test
  void publishes() throws Exception {
    for (int i = 0; i < Scale.of(2000); i++) {
      var value = new int[2];
      group.go(() -> value[0] = 1);
      group.go(() -> value[1] = 1);
      group.await();
      assertThat(value).containsExactly(1, 1);
    }
  }

  @Test
  void tellsItsCounter() {
    group.add(3);
    assertThat(group).hasToString("wait group with counter 3");
  }
}
