// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.internal.timer.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that jump: that of waiting forwards, the one on the wall in both directions. */
final class JumpingTime extends TimeSource {
  private static final long FARTHEST_NANOS = 20_000_000_000L;
  private static final long FARTHEST_SECONDS = 5_000;

  private final AtomicLong nanos = new AtomicLong(FARTHEST_NANOS - System.nanoTime());
  private volatile Duration ahead = Duration.ZERO;

  void jump(SplittableRandom random) {
    if (random.nextBoolean()) {
      nanos.addAndGet(random.nextLong(FARTHEST_NANOS));
    } else {
      ahead = Duration.ofSeconds(random.nextLong(-FARTHEST_SECONDS, FARTHEST_SECONDS));
    }
  }

  @Override
  protected long nanos() {
    return System.nanoTime() + nanos.get();
  }

  @Override
  protected Instant wall() {
    return Instant.now().plus(ahead);
  }
}
