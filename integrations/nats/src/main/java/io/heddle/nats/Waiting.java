// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting in a {@code close}, which declares no interrupt: one does not end it and is kept. */
final class Waiting {
  private Waiting() {}

  /** Waits. */
  static void until(CountDownLatch latch) {
    until(latch, System.nanoTime() + Long.MAX_VALUE);
  }

  /**
   * Waits until then at most.
   *
   * @param until in the time of {@link System#nanoTime}
   */
  static void until(CountDownLatch latch, long until) {
    boolean interrupted = false;
    while (true) {
      try {
        if (latch.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)
            || System.nanoTime() - until >= 0) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
