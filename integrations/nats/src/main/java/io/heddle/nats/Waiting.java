// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waiting in a {@code close}, which declares no interrupt: one does not end it and is kept. */
final class Waiting {
  private Waiting() {}

  /**
   * Waits.
   *
   * @param most null: for ever
   */
  static void until(CountDownLatch latch, @Nullable Duration most) {
    boolean interrupted = false;
    long until = System.nanoTime() + (most == null ? 0 : most.toNanos());
    while (true) {
      try {
        if (most == null) {
          latch.await();
          break;
        }
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
