// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.internal.stuck.LeakSearch;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.WithMaxProcs;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@WithMaxProcs(1)
class DeadlockFinderTest {
  private static final int REST_MILLIS = 50;
  private static final int CALLS = 1000;

  /** The one that looks is the carrier that the search needs to go on. */
  @OutsideBubbles
  @Test
  void aSearchForLeaksThatRestsIsNotWaitedFor() throws Exception {
    Go.run(() -> {
      LeakSearch.SEARCH.lock();
      try {
        for (int i = 0; i < 5; i++) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REST_MILLIS));
        }
      } finally {
        LeakSearch.SEARCH.unlock();
      }
    });
  }

  /** A look takes the longer the more goroutines there are, and a server rests often. */
  @OutsideBubbles
  @Test
  void whereSomebodyMayRunItSeldomLooks() throws Exception {
    var looks = new AtomicInteger();
    var finder =
        new DeadlockFinder(
            new OsThreads(Path.of("/proc")) {
              @Override
              boolean areKnown() {
                looks.incrementAndGet();
                return super.areKnown();
              }
            });
    Go.run(() -> { // the caller is the one that may run
      for (int i = 0; i < CALLS; i++) {
        finder.getAsLong();
      }
    });
    assertThat(looks.get()).isBetween(1, CALLS / 2);
  }
}
