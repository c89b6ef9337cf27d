// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.time.Duration;

/**
 * Waiting for time to pass: the functions of Go's {@code time} package that do.
 *
 * <p>No thread and no goroutine belongs to a timer. Durations of zero or less are over at once;
 * those beyond 292 years are for ever.
 */
public final class Time {
  private Time() {}

  /** Waits at least that long; zero or less returns at once. */
  public static void sleep(Duration d) throws InterruptedException {
    long nanos = Durations.nanos(d);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (nanos == 0) {
      return;
    }
    var w = new Waiter(WaitReason.SLEEP, null);
    if (Parker.park(w, TimeSource.after(nanos)) == Parker.Outcome.INTERRUPTED) {
      throw new InterruptedException();
    }
  }
}
