// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.timer.TimerService;
import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Go's TestTimerGC: what nobody refers to need not be stopped, what somebody waits for stays. */
class TimerGarbageTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void droppedTimersAreCollected() throws Exception {
    int before = TimerService.get().size();
    var weak = new ArrayList<WeakReference<?>>();
    for (int i = 0; i < Scale.of(10_000); i++) {
      weak.add(
          new WeakReference<>(i % 2 == 0 ? new Timer(LONG).channel() : new Ticker(LONG).channel()));
    }
    assertThat(TimerService.get().size()).isEqualTo(before);
    for (int i = 0; i < 50 && weak.stream().anyMatch(w -> w.get() != null); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(weak).allMatch(w -> w.get() == null);
  }

  @Test
  void whoWaitsIsNotForgotten() throws Exception {
    var waiter = Attempt.blocked(() -> Time.after(Duration.ofMillis(300)).receive());
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(waiter.result()).isNotNull();
  }
}
