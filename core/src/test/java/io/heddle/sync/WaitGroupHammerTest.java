// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nobody gets through before all are done, and nobody is left behind then. */
class WaitGroupHammerTest {
  private static final int WORKERS = 4;

  @Test
  void letsNobodyThroughTooEarly() throws Exception {
    var root = Seed.of(this);
    var early = new AtomicInteger();
    var through = new AtomicInteger();
    for (int round = 0; round < Scale.of(300); round++) {
      var group = new WaitGroup();
      var done = new AtomicInteger();
      var all = new WaitGroup();
      group.add(WORKERS);
      for (int w = 0; w < WORKERS; w++) {
        all.go(() -> {
          Go.gosched();
          done.incrementAndGet();
          group.done();
        });
      }
      var waiters = new Thread[4];
      for (int w = 0; w < waiters.length; w++) {
        var random = root.split();
        waiters[w] =
            all.go(() -> {
              while (!awaitSomehow(group, random)) {
                Go.gosched();
              }
              through.incrementAndGet();
              if (done.get() != WORKERS) {
                early.incrementAndGet();
              }
            });
      }
      try (var _ = new Interrupter(root.split(), waiters)) {
        all.await();
      }
      assertThat(group).hasToString("wait group with counter 0");
    }
    assertThat(early).hasValue(0);
    assertThat(through).hasValue(4 * Scale.of(300));
  }

  private static boolean awaitSomehow(WaitGroup group, SplittableRandom random) {
    try {
      if (random.nextBoolean()) {
        return group.await(Duration.ofNanos(random.nextInt(50_000)));
      }
      group.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** The next round may begin before those of the last one have returned. */
  @Test
  void roundsFollowEachOther() throws Exception {
    var group = new WaitGroup();
    var waiting = new WaitGroup();
    int rounds = Scale.of(2_000);
    group.add(1);
    for (int i = 0; i < rounds; i++) {
      for (int w = 0; w < 3; w++) {
        waiting.go(group::await);
      }
      if (i % 2 == 0) {
        Go.gosched();
      }
      group.done();
      group.add(1);
    }
    group.done();
    waiting.await();
    assertThat(group).hasToString("wait group with counter 0");
  }
}
