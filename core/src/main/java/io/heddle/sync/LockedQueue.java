// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.Waiter;

/**
 * A wait queue with its lock: what every primitive of this package keeps its waiters in. An object
 * beside the primitive, because the lock must not be the user's to take.
 */
final class LockedQueue extends SpinLock {
  /**
   * Detached where nobody waits; stays empty. The live queue is never looked at without the lock.
   */
  private static final WaitQueue NOBODY = new WaitQueue();

  /** Guarded by this lock. Whoever detaches it owns it and leaves a new one here. */
  private WaitQueue queue = new WaitQueue();

  @Override
  protected LockRank rank() {
    return LockRank.SYNC;
  }

  WaitQueue queue() {
    return queue;
  }

  /** Takes all waiters out at once; under the lock. The caller wakes them after releasing it. */
  WaitQueue detach() {
    if (queue.isEmpty()) {
      return NOBODY;
    }
    var all = queue;
    queue = new WaitQueue();
    return all;
  }

  /** True if it stood in the queue and now does not. Takes the lock. */
  boolean withdraw(Waiter w) {
    acquire();
    boolean mine = queue.remove(w);
    release();
    return mine;
  }

  /** Wakes all that stand in a detached queue, in the order in which they came. */
  static void wakeAll(WaitQueue detached) {
    for (var w = detached.poll(); w != null; w = detached.poll()) {
      Parker.unpark(w);
    }
  }
}
