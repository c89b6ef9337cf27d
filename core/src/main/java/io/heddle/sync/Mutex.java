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
 * Mutual exclusion: Go's {@code sync.Mutex}, as a {@link Lock}.
 *
 * <p>Not reentrant: who locks it twice waits for himself. It belongs to nobody: any thread may
 * unlock it. Newcomers may overtake those who wait, which is what makes it fast; but once the first
 * of those has waited for more than a millisecond it is handed the lock directly, at the latest at
 * the next unlock but one. Only who has waited itself, and then owns the lock, may unlock and lock
 * it again for up to 20 microseconds before the next one is handed it: so of many who wait each
 * gets it in turn, and not one operation in each turn.
 *
 * <p>Each {@link #unlock} happens-before every later lock that succeeds, whoever unlocks. An unlock
 * of an unlocked mutex is an {@link IllegalMonitorStateException} and changes nothing.
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

  /** Waits until it is this thread's. An interrupt does not end the wait; the flag is kept. */
  @Override
  public void lock() {
    step(Op.LOCK);
    if (!take()) {
      lockSlowly();
    }
    locked(true);
  }

  /** Waits until it is this thread's, or throws and has not locked it. */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    step(Op.LOCK);
    locked(lockUntil(TimeSource.NEVER));
  }

  /**
   * Waits for it no longer than {@code limit}; zero or less does not wait at all.
   *
   * @param limit how long at most
   * @return true if it is this thread's now
   * @throws InterruptedException if interrupted before or while it waits: it is not locked then
   */
  public boolean lock(Duration limit) throws InterruptedException {
    long nanos = Durations.nanos(limit);
    step(Op.LOCK);
    Waiting.checkInterrupt();
    return locked(take() || nanos > 0 && lockUntil(TimeSource.after(nanos)));
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    long nanos = Waiting.nanos(time, unit);
    step(Op.LOCK);
    Waiting.checkInterrupt();
    return locked(take() || nanos > 0 && lockUntil(TimeSource.after(nanos)));
  }

  /** Locks it if that is possible at once. */
  @Override
  public boolean tryLock() {
    step(Op.TRY_LOCK);
    return locked(take());
  }

  /**
   * Gives it back, for whichever thread locked it.
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

  private boolean locked(boolean got) {
    if (Race.ON && got) {
      Race.acquire(this);
    }
    return got;
  }

  private void step(Op op) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(op, this);
    }
  }

  /** A condition of this lock; see {@link Cond} for the same in Go's words. */
  @Override
  public Condition newCondition() {
    return new CondCondition(new Cond(this));
  }

  @Override
  public String toString() {
    return isLocked() ? "mutex held by " + Holder.of(owner()) : "mutex unlocked";
  }
}
