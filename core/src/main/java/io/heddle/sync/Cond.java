// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;

/**
 * A condition variable: a place to wait for a condition, whose state a lock guards. Go's {@code
 * sync.Cond}. It works with any {@link Lock}.
 *
 * <p>{@code await} releases the lock, waits for a signal and locks it again, whether it returns or
 * throws. A {@code ReentrantLock}, or the write lock of a {@code ReentrantReadWriteLock}, is
 * released completely even if it is held several times, as by the JDK's conditions; other reentrant
 * locks must be held once only. There are no spurious wake-ups, but the condition must be checked
 * again after a wait, because another thread may have changed it.
 *
 * <p>Signals wake waiters in the order in which they came. The caller need not hold the lock. A
 * signal happens-before the return of the {@code await} that it wakes.
 */
public final class Cond {
  /*
   * A waiter is in the queue before the lock is given back: a signal given by the next holder finds
   * it. If giving it back is refused (the caller did not hold it) the waiter is taken out again; one
   * that a signal has claimed in between passes that signal on.
   * Go:         ticket numbers and notifyList in sema.go.
   * Checked by: CondTest
   */
  private final LockedQueue waiters = new LockedQueue();
  private final Predicate<Waiter> withdraw = waiters::withdraw;
  private final Lock lock;

  /**
   * Makes a condition variable for a lock. Go's {@code sync.NewCond}.
   *
   * @param lock the lock that {@link #await} releases, such as a {@link Mutex}
   */
  public Cond(Lock lock) {
    this.lock = Objects.requireNonNull(lock, "lock");
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Waits for a signal. The caller must hold the lock, and holds it again when the method returns
   * or throws. If it is interrupted, it does not consume a signal. Go's {@code Wait}.
   *
   * @throws InterruptedException if interrupted before or during the wait; the caller holds the
   *     lock
   */
  public void await() throws InterruptedException {
    await(TimeSource.NEVER);
  }

  /**
   * Waits for a signal for a limited time; with zero or less it does not release the lock. Go has
   * no counterpart.
   *
   * @param limit the maximum time to wait
   * @return true if there was a signal; false if the time has passed
   * @throws InterruptedException if interrupted before or during the wait; the caller holds the
   *     lock
   */
  public boolean await(Duration limit) throws InterruptedException {
    return awaitNanos(Durations.nanos(limit));
  }

  boolean awaitNanos(long nanos) throws InterruptedException {
    if (nanos <= 0) {
      Waiting.checkInterrupt();
      return false;
    }
    return await(TimeSource.after(nanos));
  }

  /**
   * Wakes the goroutine that has waited longest, if any waits. Never blocks. Go's {@code Signal}.
   */
  public void signal() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.SIGNAL, this);
    }
    waiters.acquire();
    var w = waiters.queue().poll();
    if (w != null) {
      w.ok = true; // by a signal, not by a broadcast
      if (Race.ON) {
        Race.release(w);
      }
    }
    waiters.release();
    if (w != null) {
      Parker.unpark(w);
    }
  }

  /** Wakes all goroutines that wait now. Never blocks. Go's {@code Broadcast}. */
  public void broadcast() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.BROADCAST, this);
    }
    if (Race.ON) {
      Race.release(this); // for all that wait now, and, which does no harm, for those to come
    }
    waiters.acquire();
    var all = waiters.queue().detach();
    waiters.release();
    Parker.unparkAll(all);
  }

  @Override
  public String toString() {
    return "condition of " + lock;
  }

  void awaitUninterruptibly() {
    StackReserve.touchTwice();
    var w = enqueueAndUnlock();
    try {
      Parker.parkUninterruptibly(w);
      woken(w);
    } finally {
      Holds.takeAgain(lock, w.index);
    }
  }

  private boolean await(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    StackReserve.touchTwice();
    var w = enqueueAndUnlock();
    try {
      boolean wasWoken = Waiting.await(w, deadline, withdraw);
      if (wasWoken) {
        woken(w);
      }
      return wasWoken;
    } finally {
      Holds.takeAgain(lock, w.index);
    }
  }

  private void woken(Waiter w) {
    if (Race.ON) {
      Race.acquire(w);
      if (!w.ok) {
        Race.acquire(this);
      }
    }
  }

  /** The waiter's index is how often the lock was held. */
  private Waiter enqueueAndUnlock() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.AWAIT, this);
    }
    var w = new Waiter(WaitReason.COND_WAIT, this);
    waiters.acquire();
    waiters.queue().add(w);
    waiters.release();
    try {
      w.index = Holds.giveBack(lock);
    } catch (Throwable refused) {
      if (!waiters.withdraw(w) && w.ok) {
        signal();
      }
      throw refused;
    }
    return w;
  }
}
