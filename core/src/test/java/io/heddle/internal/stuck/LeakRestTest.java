// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.WithMaxProcs;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithMaxProcs(1)
class LeakRestTest {
  private static final long SLICE_NANOS = 5_000_000;
  private static final int REST_IN_MILLIS = 200;

  /** One that computes lets the search run only every few milliseconds. */
  @Test
  void aSearchBesideOneThatNeverRestsDoesNotLoseItsTurnForEachMillisecond()
      throws InterruptedException {
    var isOver = new AtomicBoolean();
    var turns = new AtomicInteger();
    var busy =
        go(() -> {
          while (!isOver.get()) {
            long end = System.nanoTime() + SLICE_NANOS;
            while (System.nanoTime() - end < 0) {
              Thread.onSpinWait();
            }
            turns.incrementAndGet();
            Thread.yield();
          }
        });
    var taken = new AtomicInteger();
    go(
            () -> {
              LeakSearch.find(l -> l);
              taken.set(turns.get());
            })
        .join();
    isOver.set(true);
    busy.join();
    assertThat(taken.get()).isLessThan(REST_IN_MILLIS);
  }
}
