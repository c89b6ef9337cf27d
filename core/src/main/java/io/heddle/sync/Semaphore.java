// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * A weighted semaphore: a number of units, of which callers acquire any number at once. Go's {@code
 * x/sync/semaphore.Weighted}.
 *
 * <p>It is strictly first come, first served: no request overtakes one that waits, so small
 * requests do not starve a large one. A waiter that gives up lets those behind it continue. A
 * request for more units than the semaphore has waits for ever, as in Go, without blocking others.
 *
 * <p>A release happens-before the return of an {@code acquire} that gets its units.
 */
public final class Semaphore {
  /*
   * All under the queue's lock. A waiter's item is the number of units it asks for. Who releases, or
   * gives up, takes from the front of the queue all that fit and takes their units for them.
   * Checked by: SemaphoreTest
   */
  private final LockedQueue waiters = new LockedQueue();
  private final long size;
  private long held;

  /**
   * Makes a semaphore whose units are all free.
   *
   * @param size the number of units, not negative
   * @throws IllegalArgumentException if the number is negative
   */
  public Semaphore(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("semaphore: negative size");
    }
    this.size = size;
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Acquires {@code n} units, and waits until they are free. Go's {@code Acquire}.
   *
   * @param n the number of units, not negative; if larger than the size, it waits for ever
   * @throws IllegalArgumentException if the number is negative
   * @throws InterruptedException if interrupted before or during the wait; no unit was acquired
   */
  public void acquire(long n) throws InterruptedException {
    acquire(n, TimeSource.NEVER);
  }

  /**
   * Acquires {@code n} units if they become free within a time. Go has no counterpart.
   *
   * @param n the number of units, not negative
   * @param limit the maximum time to wait; with zero or less it does not wait
   * @return true if the units were acquired
   * @throws IllegalArgumentException if the number is negative
   * @throws InterruptedException if interrupted before or during the wait; no unit was acquired
   */
  public boolean acquire(long n, Duration limit) throws InterruptedException {
    long nanos = Durations.nanos(limit);
    if (nanos == 0) {
      checkWeight(n);
      Waiting.checkInterrupt();
      return tryAcquire(n);
    }
    return acquire(n, TimeSource.after(nanos));
  }

  /**
   * Acquires {@code n} units if they are free and no other request waits. Never blocks. Go's {@code
   * TryAcquire}.
   *
   * @param n the number of units, not negative
   * @return true if the units were acquired
   * @throws IllegalArgumentException if the number is negative
   */
  public boolean tryAcquire(long n) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.ACQUIRE, this);
    }
    checkWeight(n);
    waiters.acquire();
    boolean taken = take(n);
    waiters.release();
    return acquired(taken);
  }

  /**
   * Releases {@code n} units. Never blocks; happens-before the return of an {@code acquire} that
   * gets them. Go's {@code Release}.
   *
   * @param n the number of units, not negative
   * @throws IllegalArgumentException if the number is negative
   * @throws IllegalStateException "semaphore: released more than held"
   */
  public void release(long n) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.RELEASE, this);
    }
    checkWeight(n);
    if (Race.ON) {
      Race.release(this);
    }
    waiters.acquire();
    if (n > held) {
      waiters.release();
      throw new IllegalStateException("semaphore: released more than held");
    }
    held -= n;
    releaseAndLetIn();
  }

  @Override
  public String toString() {
    waiters.acquire();
    long free = size - held;
    waiters.release();
    return "semaphore with " + free + " of " + size + " free";
  }

  private boolean acquire(long n, long deadline) throws InterruptedException {
    checkWeight(n);
    Waiting.checkInterrupt();
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.ACQUIRE, this);
    }
    waiters.acquire();
    boolean taken = take(n);
    waiters.release();
    return taken ? acquired(true) : waitFor(n, deadline);
  }

  /**
   * It was not free; it is asked again with the waiter at hand, for under the lock nothing fails.
   */
  private boolean waitFor(long n, long deadline) throws InterruptedException {
    var w = new Waiter(WaitReason.SEMACQUIRE, this);
    w.item = n;
    boolean hopeless = n > size;
    Predicate<Waiter> withdraw = hopeless ? nobody -> true : this::withdraw;
    waiters.acquire();
    if (take(n)) {
      waiters.release();
      return acquired(true);
    }
    if (!hopeless) {
      waiters.queue().add(w);
    }
    waiters.release();
    return acquired(Waiting.await(w, deadline, withdraw));
  }

  private boolean acquired(boolean got) {
    if (Race.ON && got) {
      Race.acquire(this);
    }
    return got;
  }

  /** How many units are held, at some instant during the call. */
  long held() {
    waiters.acquire();
    long n = held;
    waiters.release();
    return n;
  }

  /** Under the lock. */
  private boolean take(long n) {
    if (n > size - held || !waiters.queue().isEmpty()) {
      return false;
    }
    held += n;
    return true;
  }

  private boolean withdraw(Waiter w) {
    waiters.acquireReserved();
    if (!waiters.queue().remove(w)) {
      waiters.release();
      return false;
    }
    releaseAndLetIn();
    return true;
  }

  /** Releases the lock, after taking out of the queue all from the front that fit. */
  private void releaseAndLetIn() {
    Waiter in = null;
    Waiter last = null;
    for (var w = waiters.queue().peek(); w != null; w = waiters.queue().peek()) {
      long n = w.item instanceof Long asked ? asked : 0;
      if (n > size - held) {
        break;
      }
      held += n;
      waiters.queue().poll();
      if (last == null) {
        in = w;
      } else {
        last.putBehind(w);
      }
      last = w;
    }
    waiters.release();
    Parker.unparkAll(in);
  }

  private static void checkWeight(long n) {
    if (n < 0) {
      throw new IllegalArgumentException("semaphore: negative weight");
    }
  }
}
