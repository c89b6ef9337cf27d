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
 * A place to wait for an event, with a lock that guards what the event is about: Go's {@code
 * sync.Cond}. Works with any {@link Lock}.
 *
 * <p>{@code await} gives the lock back, waits for a signal and takes the lock again, whether it
 * returns or throws. One that is held several times is given back wholly, as the JDK's conditions
 * do, if it is a {@code ReentrantLock} or the write lock of a {@code ReentrantReadWriteLock}; of
 * other reentrant locks nobody can tell how often they are held: hold them once. It never wakes
 * without a signal; whether the condition holds is still to be looked at, because somebody may have
 * been faster.
 *
 * <p>Signals go to those who wait in the order in which they came, and may be given with or without
 * the lock. A signal happens-before the return of the {@code await} that it woke.
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
   * Makes one whose waiters give back {@code lock} while they wait. Go's {@code sync.NewCond}.
   *
   * @param lock such as a {@link Mutex}
   */
  public Cond(Lock lock) {
    this.lock = Objects.requireNonNull(lock, "lock");
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Waits for a signal. Interrupted before or while it waits it throws, with the lock held, and has
   * taken no signal. The caller must hold the lock. Go's {@code Wait}.
   *
   * @throws InterruptedException if interrupted before or while it waits; it holds the lock then
   */
  public void await() throws InterruptedException {
    await(TimeSource.NEVER);
  }

  /**
   * Waits for a signal, but no longer than {@code limit}; zero or less does not give back the lock.
   * Beyond Go.
   *
   * @param limit how long at most
   * @return false if there was none in time
   * @throws InterruptedException if interrupted before or while it waits; it holds the lock then
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

  /** Wakes the one that has waited longest, if any waits. */
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

  /** Wakes all that wait now. */
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
