// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Starters at a limit that are interrupted, tasks that fail: what was started ends, and is counted.
 */
class ErrGroupHammerTest {
  @Test
  void whatWasStartedEndsBeforeAwaitReturns() throws Exception {
    var root = Seed.of(this);
    for (int round = 0; round < Scale.of(200); round++) {
      var group = new ErrGroup();
      group.limit(2);
      var running = new AtomicInteger();
      var tooMany = new AtomicInteger();
      var started = new AtomicInteger();
      var ended = new AtomicInteger();
      var failure = round % 2 == 0 ? new IOException("on purpose") : null;
      var starters = new Thread[4];
      var all = new WaitGroup();
      for (int s = 0; s < starters.length; s++) {
        int number = s;
        starters[s] =
            all.go(() -> {
              for (int i = 0; i < 10; i++) {
                int turn = i;
                try {
                  group.go(() -> {
                    if (running.incrementAndGet() > 2) {
                      tooMany.incrementAndGet();
                    }
                    Go.gosched();
                    running.decrementAndGet();
                    ended.incrementAndGet();
                    if (failure != null && number == 1 && turn == 5) {
                      throw failure;
                    }
                  });
                  started.incrementAndGet();
                } catch (InterruptedException e) {
                  // nothing was started
                }
              }
            });
      }
      try (var _ = new Interrupter(root.split(), starters)) {
        all.await();
      }
      Throwable thrown = null;
      try {
        group.await();
      } catch (IOException e) {
        thrown = e;
      }
      assertThat(thrown).isIn(failure, null);
      assertThat(group.context().cause()).isSameAs(thrown != null ? thrown : group.context().err());
      assertThat(ended).hasValue(started.get());
      assertThat(tooMany).hasValue(0);
      assertThat(group).hasToString("group of 0 running tasks");
    }
  }
}
