// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.runtime.Scheduling;
import java.util.SplittableRandom;

/**
 * Interrupts one worker after the other, and the threads of the runtime and of the JDK; changes how
 * many run at once.
 */
final class Disturber extends Work {
  private static final int MOST_PROCS = 8;

  Disturber(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    var interrupts = ground.random();
    var procs = ground.random();
    var servants = ground.random();
    int former = Scheduling.maxProcs();
    ground.lasting(
        this,
        () ->
            ground.repeat(
                this,
                () -> {
                  ground.interruptAny(interrupts);
                  Thread.sleep(interrupts.nextInt(6));
                }));
    ground.lasting(
        this,
        () ->
            ground.repeat(
                this,
                () -> {
                  interruptServants(servants);
                  Thread.sleep(servants.nextInt(500));
                }));
    ground.lasting(
        this,
        () -> {
          ground.repeat(
              this,
              () -> {
                Scheduling.maxProcs(procs.nextInt(1, MOST_PROCS + 1));
                Thread.sleep(procs.nextInt(50, 1000));
              });
          Scheduling.maxProcs(former);
        });
  }

  /**
   * Carriers, watchdogs and timers, of all copies of the library; the JDK's cleaners and pollers.
   */
  private static void interruptServants(SplittableRandom random) {
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.isDaemon() && random.nextInt(4) == 0) {
        thread.interrupt();
      }
    }
  }
}
