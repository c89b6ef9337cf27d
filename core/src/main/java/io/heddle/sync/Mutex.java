// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Holder;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.WaitReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A mutual exclusion lock: Go's {@code sync.Mutex}, as a {@link Lock}.
 *
 * <p>It is not reentrant: a thread that locks it twice waits for itself. It has no owner: any
 * thread may unlock it. Newcomers may overtake waiters, which makes it fast. When the first waiter
 * has waited for more than a millisecond, it is handed the lock directly, at the latest at the next
 * unlock but one. Only a thread that got the lock after a wait may unlock and lock it again for up
 * to 20 microseconds before the lock is handed to the next waiter. So many waiters take turns, and
 * each of them can do several operations in its turn.
 *
 * <p>Each {@link #unlock} happens-before every later successful lock, whichever threads call them.
 * Unlocking an unlocked mutex throws {@link IllegalMonitorStateException} and changes nothing.
 */
public final class Mutex extends MutexState implements Lock {
  /** Makes an unlocked mutex. */
  public Mutex() {
    super(WaitReason.MUTEX_LOCK, null);
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /** One that is a part of {@code on}, as dumps say of those who wait. */
  Mutex(WaitReason reason, Object on) {
    super(reason, on);
  }

  /**
   * Locks the mutex. Waits until it is free, uninterruptibly; an interrupt stays set. Go's {@code
   * Lock}.
   */
  @Override
  public void lock() {
    step(Op.LOCK);
    if (!take()) {
      lockSlowly();
    }
    if (Race.ON) {
      Race.acquire(this);
    }
  }

  /**
   * Locks the mutex, unless interrupted before or during the wait; then it is not locked. Go has no
   * counterpart.
   */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    step(Op.LOCK);
    boolean got = lockUntil(TimeSource.NEVER);
    if (Race.ON) {
      locked(got);
    }
  }

  /**
   * Locks the mutex if that is possible within a time; with zero or less it does not wait. Go has
   * no counterpart.
   *
   * @param limit the maximum time to wait
   * @return true if the caller has locked it
   * @throws InterruptedException if interrupted before or during the wait; it is not locked then
   */
  public boolean lock(Duration limit) throws InterruptedException {
    long nanos = Durations.nanos(limit);
    step(Op.LOCK);
    Waiting.checkInterrupt();
    boolean got = take() || nanos > 0 && lockUntil(TimeSource.after(nanos));
    return Race.ON ? locked(got) : got;
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    long nanos = Waiting.nanos(time, unit);
    step(Op.LOCK);
    Waiting.checkInterrupt();
    boolean got = take() || nanos > 0 && lockUntil(TimeSource.after(nanos));
    return Race.ON ? locked(got) : got;
  }

  /** Locks the mutex if it is free. Never blocks. Go's {@code TryLock}. */
  @Override
  public boolean tryLock() {
    step(Op.TRY_LOCK);
    return Race.ON ? locked(take()) : take();
  }

  /**
   * Unlocks the mutex, whichever thread locked it. Never blocks. Go's {@code Unlock}.
   *
   * @throws IllegalMonitorStateException "sync: unlock of unlocked mutex"
   */
  @Override
  public void unlock() {
    step(Op.UNLOCK);
    if (Race.ON) {
      Race.release(this);
    }
    giveBack();
  }

  /**
   * With the race detector only: no method may be entered once the lock is taken, for there may be
   * no stack for that. To ask for stack ({@code StackReserve}) would cost each lock more.
   */
  private boolean locked(boolean got) {
    if (got) {
      Race.acquire(this);
    }
    return got;
  }

  private void step(Op op) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(op, this);
    }
  }

  /**
   * Returns a new condition of this lock; {@link Cond} has the same operations under Go's names.
   */
  @Override
  public Condition newCondition() {
    return new CondCondition(new Cond(this));
  }

  @Override
  public String toString() {
    return isLocked() ? "mutex held by " + Holder.of(owner()) : "mutex unlocked";
  }
}
