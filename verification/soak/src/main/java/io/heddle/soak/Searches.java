// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.runtime.Deadlocks;
import io.heddle.runtime.Leaks;
import java.time.Duration;

/** Searches for leaks and deadlocks each second. There are none: somebody wakes all who wait. */
final class Searches extends Work {
  private static final long PERIOD_NANOS = 1_000_000_000;

  private long next = System.nanoTime();

  Searches(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.lasting(this, () -> ground.repeat(this, this::search));
  }

  private void search() throws InterruptedException {
    var leaks = Leaks.find();
    ground.require(leaks.isEmpty(), "alive, and listed as leaked: %s", leaks);
    var deadlocks = Deadlocks.find();
    ground.require(deadlocks.isEmpty(), "no deadlock: %s", deadlocks);
    long now = System.nanoTime();
    next = Math.max(next + PERIOD_NANOS, now);
    Thread.sleep(Duration.ofNanos(next - now));
  }
}
