// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import io.heddle.internal.sched.Registry;
import io.heddle.internal.wait.Waiter;
import java.util.concurrent.locks.LockSupport;

/** Waits until threads wait: what a test needs before it can wake them. */
public final class Blocked {
  private Blocked() {}

  /** Returns when each of the threads is parked in a primitive of the library. */
  public static void await(Thread... threads) throws InterruptedException {
    for (var thread : threads) {
      while (!isBlocked(thread)) {
        if (!thread.isAlive()) {
          throw new AssertionError(thread + " has ended and was expected to wait");
        }
        Thread.sleep(0, 200_000);
      }
    }
  }

  private static boolean isBlocked(Thread thread) {
    return thread.isVirtual()
        ? Registry.get().goroutines().stream()
            .anyMatch(g -> g.thread() == thread && g.currentWait() != null)
        : LockSupport.getBlocker(thread) instanceof Waiter w && !w.isWoken();
  }

  /** True if the thread waits and, whatever disturbs it, waits again a moment later. */
  public static boolean stays(Thread thread) throws InterruptedException {
    await(thread);
    Thread.sleep(5);
    while (thread.isAlive()) {
      if (isBlocked(thread)) {
        return true;
      }
      Thread.sleep(1); // it has been disturbed and has not parked again yet
    }
    return false;
  }
}
