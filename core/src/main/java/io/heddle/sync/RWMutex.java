// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.stuck.Hold;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A lock that many readers or one writer may hold: Go's {@code sync.RWMutex}, as a {@link
 * ReadWriteLock}.
 *
 * <p>A writer that waits for readers keeps new ones out; if it gives up it lets those behind it in.
 * When a writer unlocks, all readers that wait go first, then the next writer; until that one,
 * which has been woken, runs, new readers may come in before it. Not reentrant, and a reader can
 * not become a writer. Any thread may unlock.
 *
 * <p>A write unlock happens-before every later read and write lock, a read unlock before every
 * later write lock. Unlocking what is not locked is an {@link IllegalMonitorStateException} and
 * changes nothing.
 */
public final class RWMutex implements ReadWriteLock {
  private final RWState state = new RWState(this);
  private final Readers readers = new Readers();
  private final ReadLock readLock = new ReadLock(state, readers);
  private final WriteLock writeLock = new WriteLock(state, readers);

  /** Makes an unlocked one. */
  public RWMutex() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /** The lock of the readers; the same object each time. It has no conditions. */
  @Override
  public ReadLock readLock() {
    return readLock;
  }

  /** The lock of the writers; the same object each time. */
  @Override
  public WriteLock writeLock() {
    return writeLock;
  }

  /** Whom this thread, which waits for it, waits for. */
  Hold heldBefore(Thread waiter) {
    return state.isPending(waiter) ? Hold.all(readers.known()) : Hold.by(state.writer());
  }

  @Override
  public String toString() {
    return state.describe();
  }

  /** What readers lock. Several may hold it at once. */
  public static final class ReadLock implements Lock {
    private final RWState state;
    private final Readers readers;

    private ReadLock(RWState state, Readers readers) {
      this.state = state;
      this.readers = readers;
    }

    @Override
    public void lock() {
      state.step(Op.READ_LOCK);
      state.lockRead();
      readers.came();
      state.hasRead(true);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      state.step(Op.READ_LOCK);
      state.lockRead(TimeSource.NEVER);
      readers.came();
      state.hasRead(true);
    }

    @Override
    public boolean tryLock() {
      state.step(Op.READ_LOCK);
      return counted(state.tryLockRead());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return lockNanos(Waiting.nanos(time, unit));
    }

    /**
     * Waits for it no longer than {@code limit}; true if the caller holds it now. Beyond Go.
     *
     * @param limit how long at most; zero or less does not wait
     * @return whether the caller holds it now
     * @throws InterruptedException if interrupted before or while it waits: it is not locked then
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
     * Gives back one reader's hold.
     *
     * @throws IllegalMonitorStateException "sync: RUnlock of unlocked RWMutex"
     */
    @Override
    public void unlock() {
      state.step(Op.READ_UNLOCK);
      state.givesRead();
      readers.leaves();
      state.unlockRead();
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("the read lock of an RWMutex has no conditions");
    }

    @Override
    public String toString() {
      return "read lock of " + state.describe();
    }
  }

  /** What writers lock, alone. */
  public static final class WriteLock implements Lock {
    private final RWState state;
    private final Readers readers;

    private WriteLock(RWState state, Readers readers) {
      this.state = state;
      this.readers = readers;
    }

    @Override
    public void lock() {
      state.step(Op.LOCK);
      state.lockWrite();
      readers.areOut();
      state.hasWrite(true);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      state.step(Op.LOCK);
      state.lockWrite(TimeSource.NEVER);
      readers.areOut();
      state.hasWrite(true);
    }

    @Override
    public boolean tryLock() {
      state.step(Op.TRY_LOCK);
      return state.hasWrite(state.tryLockWrite());
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return lockNanos(Waiting.nanos(time, unit));
    }

    /**
     * Waits for it no longer than {@code limit}; true if the caller holds it now. Beyond Go.
     *
     * @param limit how long at most; zero or less does not wait
     * @return whether the caller holds it now
     * @throws InterruptedException if interrupted before or while it waits: it is not locked then
     */
    public boolean lock(Duration limit) throws InterruptedException {
      return lockNanos(Durations.nanos(limit));
    }

    private boolean lockNanos(long nanos) throws InterruptedException {
      state.step(Op.LOCK);
      Waiting.checkInterrupt();
      return state.hasWrite(
          state.tryLockWrite() || nanos > 0 && state.lockWrite(TimeSource.after(nanos)));
    }

    /**
     * Gives it back.
     *
     * @throws IllegalMonitorStateException "sync: Unlock of unlocked RWMutex"
     */
    @Override
    public void unlock() {
      state.step(Op.UNLOCK);
      state.givesWrite();
      state.unlockWrite();
    }

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
