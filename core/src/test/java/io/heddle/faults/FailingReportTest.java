// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import io.heddle.runtime.Scheduling;
import io.heddle.time.Time;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The last carrier, or the thread of the timers, has to tell of a failure and finds no memory for
 * that, at whichever allocation: it goes on all the same. In a copy that {@link FaultyCore} makes.
 */
class FailingReportTest {
  @Test
  void whoeverFiresTimersGoesOn() throws Exception {
    FaultyCore.play(Plays.class);
  }

  /** The part that runs in the copy. */
  public static final class Plays {
    private static final int ALLOCATIONS = 12;
    private static final Duration SOON = Duration.ofSeconds(10);

    private Plays() {}

    public static void play() throws InterruptedException {
      if (!System.getProperty("heddle.scheduler", "").equals("jdk")) {
        Scheduling.maxProcs(1);
      }
      for (int n = 0; n < ALLOCATIONS; n++) {
        TimerService.get().arm(new Fails(n), TimeSource.after(1));
        for (int i = 0; i < 3; i++) { // the first may have found the timer still to come
          if (!go(() -> Time.sleep(Duration.ofMillis(1))).join(SOON)) {
            throw new AssertionError("nothing runs any more after allocation " + n);
          }
        }
        FaultPoint.disarm();
      }
    }

    /** Fails, and so does what comes after that. */
    private static final class Fails extends TimerTask {
      private final int n;

      Fails(int n) {
        this.n = n;
      }

      @Override
      protected void fire(long now) {
        FaultPoint.arm(n);
        throw new IllegalStateException("of the test");
      }
    }
  }
}
