// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import org.jspecify.annotations.Nullable;

/**
 * The least primitive that there is: one may wait until another opens. It waits as all of the
 * library do: enqueued under the lock, parked outside it.
 */
class Gate extends SpinLock {
  private final WaitQueue waiters = new WaitQueue();
  private boolean open;

  @Override
  protected LockRank rank() {
    return LockRank.SYNC;
  }

  /** The waiter to park on, or null if the gate is open. */
  @Nullable Waiter enter() {
    var w = new Waiter(WaitReason.ONCE, null);
    acquire();
    boolean waits = !open;
    if (waits) {
      waiters.add(w);
    }
    release();
    return waits ? w : null;
  }

  /** Waits a moment for the other to enter, so that it is opened just when that one parks. */
  void expectWaiter() {
    for (int i = 0; i < 500 && waiters.wasEmpty(); i++) {
      Thread.onSpinWait();
    }
  }

  /** Lets the waiter through, handing it an item. */
  void open(Object item) {
    acquire();
    open = true;
    var w = waiters.claimFirst();
    release();
    if (w != null) {
      w.item = item;
      w.ok = true;
      wake(w);
    }
  }

  /** Twins wake it in another way. */
  void wake(Waiter w) {
    Parker.unpark(w);
  }

  /** False: it was still there, and is no more. */
  boolean wasServed(Waiter w) {
    acquire();
    boolean mine = waiters.remove(w);
    release();
    return !mine;
  }
}
