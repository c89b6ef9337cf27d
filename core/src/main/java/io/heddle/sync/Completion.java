// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Race;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.function.Predicate;

/**
 * Something that happens once, and those who wait for it. What precedes {@link #complete} is seen
 * by whoever sees that it happened.
 */
class Completion extends SpinLock {
  private final WaitReason reason;
  private final Object on;
  private final WaitQueue waiters = new WaitQueue();

  /** Written under the lock. */
  private volatile boolean complete;

  /** Whose doing it is that it happens, by thread id, or 0. */
  private long runner;

  /** One whose waiters wait on it itself. */
  Completion(WaitReason reason) {
    this.reason = reason;
    this.on = this;
  }

  /**
   * @param on what a dump says is waited on
   */
  Completion(WaitReason reason, Object on) {
    this.reason = reason;
    this.on = on;
  }

  @Override
  protected LockRank rank() {
    return LockRank.SYNC;
  }

  /** The caller is who makes it happen. */
  final void runHere() {
    runner = Thread.currentThread().threadId();
  }

  /** Whom those who wait for it wait for, by thread id; 0 if for nobody. */
  final long runner() {
    return complete ? 0 : runner;
  }

  final boolean isComplete() {
    boolean is = complete;
    if (Race.ON && is) {
      Race.acquire(this);
    }
    return is;
  }

  final void complete() {
    if (Race.ON) {
      Race.release(this);
    }
    acquire();
    complete = true;
    var all = waiters.detach();
    release();
    Parker.unparkAll(all);
  }

  final void await() throws InterruptedException {
    Waiting.checkInterrupt();
    var w = new Waiter(reason, on);
    Predicate<Waiter> withdraw = this::withdraw;
    if (enqueue(w)) {
      Waiting.await(w, TimeSource.NEVER, withdraw);
    }
    if (Race.ON) {
      Race.acquire(this);
    }
  }

  final void awaitUninterruptibly() {
    var w = new Waiter(reason, on);
    if (enqueue(w)) {
      Parker.parkUninterruptibly(w);
    }
    if (Race.ON) {
      Race.acquire(this);
    }
  }

  private boolean enqueue(Waiter w) {
    acquire();
    boolean waits = !complete;
    if (waits) {
      waiters.add(w);
    }
    release();
    return waits;
  }

  private boolean withdraw(Waiter w) {
    acquireReserved();
    boolean mine = waiters.remove(w);
    release();
    return mine;
  }
}
