// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.SpinLock;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** How often a thread holds a lock, and giving all of it back for a while. */
final class Holds {
  private Holds() {}

  /**
   * Gives back all holds of the caller; one of a lock that does not tell how many there are.
   *
   * @return how many, for {@link #takeAgain}
   * @throws RuntimeException the lock's own refusal, if the caller does not hold it
   */
  static int giveBack(Lock lock) {
    int holds = Math.max(1, count(lock));
    if (Race.ON) {
      Race.unlocks(lock);
    }
    lock.unlock();
    for (int i = 1; i < holds; i++) {
      lock.unlock();
    }
    return holds;
  }

  /** Its caller will unlock it, so this must not fail for want of memory or stack. */
  static void takeAgain(Lock lock, int holds) {
    for (int i = 0; i < holds; i++) {
      takeAgain(lock);
    }
    if (Race.ON) {
      Race.locked(lock);
    }
  }

  private static void takeAgain(Lock lock) {
    while (true) {
      try {
        lock.lock();
        return;
      } catch (OutOfMemoryError | StackOverflowError e) { // of the JDK's, to leave the carrier
        if (lock.tryLock()) {
          return;
        }
        SpinLock.yieldOrSpin();
      }
    }
  }

  private static int count(Lock lock) {
    return switch (lock) {
      case ReentrantLock l -> l.getHoldCount();
      case ReentrantReadWriteLock.WriteLock l -> l.getHoldCount();
      default -> 1;
    };
  }
}
