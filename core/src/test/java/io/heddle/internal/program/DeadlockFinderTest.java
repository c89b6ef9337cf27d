// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.Go;
import io.heddle.internal.stuck.LeakSearch;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.WithMaxProcs;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@WithMaxProcs(1)
class DeadlockFinderTest {
  private static final int REST_MILLIS = 50;

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
}
