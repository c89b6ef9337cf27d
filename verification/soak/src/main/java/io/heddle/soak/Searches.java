// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.runtime.Deadlocks;
import io.heddle.runtime.Leaks;

/** Searches for leaks and deadlocks each second. There are none: somebody wakes all who wait. */
final class Searches extends Work {
  Searches(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.lasting(
        this,
        () ->
            ground.repeat(
                this,
                () -> {
                  var leaks = Leaks.find();
                  ground.require(leaks.isEmpty(), "alive, and listed as leaked: %s", leaks);
                  var deadlocks = Deadlocks.find();
                  ground.require(deadlocks.isEmpty(), "no deadlock: %s", deadlocks);
                  Thread.sleep(1000);
                }));
  }
}
