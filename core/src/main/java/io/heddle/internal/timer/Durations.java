// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import java.math.BigDecimal;
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

  /** As Go writes them: {@code 1h30m1.5s}, {@code 1.5ms}, {@code 0s}. */
  public static String text(Duration d) {
    if (d.isNegative()) {
      return "-" + text(d.negated());
    }
    if (d.isPositive() && d.toSeconds() == 0) {
      long n = d.toNanosPart();
      return n < 1_000 ? n + "ns" : n < 1_000_000 ? decimal(n, 3) + "µs" : decimal(n, 6) + "ms";
    }
    var seconds = decimal(d.toSecondsPart() * 1_000_000_000L + d.toNanosPart(), 9) + "s";
    var minutes = d.toMinutes() > 0 ? d.toMinutesPart() + "m" + seconds : seconds;
    return d.toHours() > 0 ? d.toHours() + "h" + minutes : minutes;
  }

  private static String decimal(long unscaled, int scale) {
    return BigDecimal.valueOf(unscaled, scale).stripTrailingZeros().toPlainString();
  }
}
