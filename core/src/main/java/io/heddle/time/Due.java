// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import java.time.Duration;

/** Deadlines of timers: always armed, however far away, as in Go; so that they are no deadlock. */
final class Due {
  private Due() {}

  /** The instant {@code d} from now, by {@link TimeSource}. */
  static long after(Duration d) {
    return afterNanos(Durations.nanos(d));
  }

  static long afterNanos(long nanos) {
    return Math.min(TimeSource.after(nanos), TimeSource.NEVER - 1);
  }
}
