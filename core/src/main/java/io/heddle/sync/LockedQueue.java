// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.Waiter;

/**
 * A wait queue with its lock: what every primitive of this package keeps its waiters in. An object
 * beside the primitive, because the lock must not be the user's to take.
 */
final class LockedQueue extends SpinLock {
  /** Guarded by this lock. */
  private final WaitQueue queue = new WaitQueue();

  @Override
  protected LockRank rank() {
    return LockRank.SYNC;
  }

  WaitQueue queue() {
    return queue;
  }

  /** True if it stood in the queue and now does not. Takes the lock, as a later step. */
  boolean withdraw(Waiter w) {
    acquireReserved();
    boolean mine = queue.remove(w);
    release();
    return mine;
  }
}
