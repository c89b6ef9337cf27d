// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.time.Time;
import java.time.Duration;
import java.util.SplittableRandom;

/** Sleepers, of Heddle's kind and of the JDK's: never too short. */
final class Sleepers extends Work {
  private static final int SLEEPERS = 40;

  Sleepers(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, SLEEPERS, this::sleep);
  }

  private void sleep(SplittableRandom random) throws InterruptedException {
    var d = Duration.ofNanos(random.nextInt(20_000_000));
    long begin = System.nanoTime();
    if (random.nextBoolean()) {
      Time.sleep(d);
    } else {
      Thread.sleep(d);
    }
    long slept = System.nanoTime() - begin;
    ground.require(slept >= d.toNanos(), "slept %d ns of %s", slept, d);
  }
}
