// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.util.SplittableRandom;

/** Stops the whole process for a moment now and then: to it the clock jumps. */
final class Stops extends Work {
  Stops(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    var random = ground.random();
    ground.lasting(this, () -> ground.repeat(this, () -> stop(random)));
  }

  /** By a shell, which lets it go on as well. */
  private static void stop(SplittableRandom random) throws Exception {
    long self = ProcessHandle.current().pid();
    var seconds = "0." + random.nextInt(1, 5);
    new ProcessBuilder(
            "sh", "-c", "kill -STOP " + self + "; sleep " + seconds + "; kill -CONT " + self)
        .start()
        .waitFor();
    Thread.sleep(random.nextInt(5_000));
  }
}
