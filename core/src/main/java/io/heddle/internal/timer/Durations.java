// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import java.time.Duration;
import java.util.Objects;

/** Durations of any size as nanoseconds. */
public final class Durations {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Durations() {}

  /** 0 for what is not positive, {@link TimeSource#NEVER} for what is beyond 292 years. */
  public static long nanos(Duration d) {
    Objects.requireNonNull(d, "duration");
    if (!d.isPositive()) {
      return 0;
    }
    return d.compareTo(LONGEST) >= 0 ? TimeSource.NEVER : d.toNanos();
  }
}
