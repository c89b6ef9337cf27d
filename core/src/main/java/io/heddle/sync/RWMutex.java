// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.stuck.Hold;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.StackReserve;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A lock that can be held by any number of readers or by one writer: Go's {@code sync.RWMutex}, as
 * a {@link ReadWriteLock}.
 *
 * <p>A writer that waits blocks new readers; if it gives up, they continue. When a writer unlocks,
 * all waiting readers go first, then the next writer; new readers may still overtake that writer
 * until it and those readers have run. The lock is not reentrant, and a read lock cannot be
 * upgraded. Any thread may unlock.
 *
 * <p>A write unlock happens-before every later read lock and write lock; a read unlock
 * happens-before every later write lock. Unlocking a lock that is not locked throws {@link
 * IllegalMonitorStateException} and changes nothing.
 */
public final class RWMutex implements ReadWriteLock {
  private final RWState state = new RWState(this);
  private final Readers readers = new Readers();
  private final ReadLock readLock = new ReadLock(state, readers);
  private final WriteLock writeLock = new WriteLock(state, readers);

  /** Makes an unlocked lock. */
  public RWMutex() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Returns the lock for readers, the same object each time. It has no conditions. Go's {@code
   * RLocker}.
   */
  @Override
  public ReadLock readLock() {
    return readLock;
  }

  /** Returns the lock for writers, the same object each time. */
  @Override
  public WriteLock writeLock() {
    return writeLock;
  }

  /** Whom this thread, which waits for it, waits for. */
  Hold heldBefore(Thread waiter) {
    if (state.isPending(waiter)) {
      return Hold.all(readers.known());
    }
    return state.isAdmitted(waiter) ? Hold.UNKNOWN : Hold.by(state.writer());
  }

  @Override
  public String toString() {
    return state.describe();
  }

  /** The lock for readers. Several threads may hold it at once. */
  public static final class ReadLock implements Lock {
    private final RWState state;
    private final Readers readers;

    private ReadLock(RWState state, Readers readers) {
      this.state = state;
      this.readers = readers;
    }

    /**
     * Locks it. Waits while a writer holds it or is next to get it, uninterruptibly; an interrupt
     * stays set. Go's {@code RLock}.
     */
    @Override
    public void lock() {
      state.step(Op.READ_LOCK);
      state.lockRead();
      readers.came();
      state.hasRead(true);
    }

    /**
     * Locks it, unless interrupted before or during the wait; then it is not locked. Go has no
     * counterpart.
     *
     * @throws InterruptedException if interrupted before or during the wait
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
      state.step(Op.READ_LOCK);
      state.lockRead(TimeSource.NEVER);
      readers.came();
      state.hasRead(true);
    }

    /**
     * Locks it if that is possible without waiting. Never blocks. Go's {@code TryRLock}.
     *
     * @return true if the caller has locked it
     */
    @Override
    public boolean tryLock() {
      state.step(Op.READ_LOCK);
      return counted(state.tryLockRead());
    }

    /** The same as {@link #lock(Duration)}. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return lockNanos(Waiting.nanos(time, unit));
    }

    /**
     * Locks it if that is possible within a time. Go has no counterpart.
     *
     * @param limit the maximum time to wait; with zero or less it does not wait
     * @return true if the caller has locked it
     * @throws InterruptedException if interrupted before or during the wait; it is not locked then
     */
    public boolean lock(Duration limit) throws InterruptedException {
      return lockNanos(Durations.nanos(limit));
    }

    private boolean lockNanos(long nanos) throws InterruptedException {
      state.step(Op.READ_LOCK);
      Waiting.checkInterrupt();
      return counted(state.tryLockRead() || nanos > 0 && state.lockRead(TimeSource.after(nanos)));
    }

    private boolean counted(boolean locked) {
      if (locked) {
        readers.came();
        state.hasRead(true);
      }
      return locked;
    }

    /**
     * Unlocks it for one reader. Never blocks. Go's {@code RUnlock}.
     *
     * @throws IllegalMonitorStateException "sync: RUnlock of unlocked RWMutex"
     */
    @Override
    public void unlock() {
      state.step(Op.READ_UNLOCK);
      StackReserve.touch(); // a reader that has not left stays known
      state.givesRead();
      readers.leaves();
      state.unlockRead();
    }

    /** Throws {@link UnsupportedOperationException}: a read lock has no conditions. */
    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("the read lock of an RWMutex has no conditions");
    }

    @Override
    public String toString() {
      return "read lock of " + state.describe();
    }
  }

  /** The lock for writers. Only one thread may hold it. */
  public static final class WriteLock implements Lock {
    private final RWState state;
    private final Readers readers;

    private WriteLock(RWState state, Readers readers) {
      this.state = state;
      this.readers = readers;
    }

    /**
     * Locks it. Waits until nobody holds it, uninterruptibly; an interrupt stays set. Go's {@code
     * Lock}.
     */
    @Override
    public void lock() {
      state.step(Op.LOCK);
      state.lockWrite();
      counted(true);
    }

    /**
     * Locks it, unless interrupted before or during the wait; then it is not locked. Go has no
     * counterpart.
     *
     * @throws InterruptedException if interrupted before or during the wait
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
      state.step(Op.LOCK);
      state.lockWrite(TimeSource.NEVER);
      counted(true);
    }

    /**
     * Locks it if that is possible without waiting. Never blocks. Go's {@code TryLock}.
     *
     * @return true if the caller has locked it
     */
    @Override
    public boolean tryLock() {
      state.step(Op.TRY_LOCK);
      return counted(state.tryLockWrite());
    }

    /** The same as {@link #lock(Duration)}. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return lockNanos(Waiting.nanos(time, unit));
    }

    /**
     * Locks it if that is possible within a time. Go has no counterpart.
     *
     * @param limit the maximum time to wait; with zero or less it does not wait
     * @return true if the caller has locked it
     * @throws InterruptedException if interrupted before or during the wait; it is not locked then
     */
    public boolean lock(Duration limit) throws InterruptedException {
      return lockNanos(Durations.nanos(limit));
    }

    private boolean lockNanos(long nanos) throws InterruptedException {
      state.step(Op.LOCK);
      Waiting.checkInterrupt();
      return counted(state.tryLockWrite() || nanos > 0 && state.lockWrite(TimeSource.after(nanos)));
    }

    private boolean counted(boolean locked) {
      if (locked) {
        readers.areOut();
      }
      return state.hasWrite(locked);
    }

    /**
     * Unlocks it. Never blocks. Go's {@code Unlock}.
     *
     * @throws IllegalMonitorStateException "sync: Unlock of unlocked RWMutex"
     */
    @Override
    public void unlock() {
      state.step(Op.UNLOCK);
      state.givesWrite();
      state.unlockWrite();
    }

    /** Returns a new condition of this lock, see {@link Cond}. */
    @Override
    public Condition newCondition() {
      return new CondCondition(new Cond(this));
    }

    @Override
    public String toString() {
      return "write lock of " + state.describe();
    }
  }
}
