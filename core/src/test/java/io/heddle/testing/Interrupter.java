// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.util.SplittableRandom;

/** Interrupts one thread after the other, at random and without a pause, until it is closed. */
public final class Interrupter implements AutoCloseable {
  private final Thread thread;
  private volatile boolean closed;

  public Interrupter(SplittableRandom random, Thread... victims) {
    thread =
        Thread.ofPlatform()
            .name("heddle-test-interrupter")
            .start(() -> {
              while (!closed) {
                victims[random.nextInt(victims.length)].interrupt();
                Thread.yield();
              }
            });
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
