// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import io.heddle.Go;
import java.util.SplittableRandom;

/** A thread of a world: goroutine, virtual thread of the JDK's, or platform thread. */
final class Strand {
  /** What it does; every operation of it may be interrupted. */
  interface Body {
    void run() throws Throwable;
  }

  private final Thread thread;
  private volatile Throwable failure;

  Strand(String name, SplittableRandom random, Body body) {
    Runnable whole = () -> run(body);
    thread =
        switch (random.nextInt(10)) {
          case 0 -> Thread.ofPlatform().name(name).daemon().start(whole);
          case 1, 2 -> Thread.ofVirtual().name(name).start(whole);
          default -> Go.go(name, whole::run);
        };
  }

  private void run(Body body) {
    try {
      body.run();
    } catch (Throwable e) {
      failure = e;
    }
  }

  void interrupt() {
    thread.interrupt();
  }

  /** True if it has ended within so many milliseconds; fails if it has failed. */
  boolean join(long millis) throws InterruptedException {
    thread.join(millis);
    if (failure != null) {
      throw new AssertionError(thread.getName() + ": " + failure.getMessage(), failure);
    }
    return !thread.isAlive();
  }

  @Override
  public String toString() {
    return thread.toString();
  }
}
