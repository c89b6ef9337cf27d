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
 * A number of units that may be held at a time, any number of them at once: Go's {@code
 * x/sync/semaphore.Weighted}.
 *
 * <p>Strictly first come, first served: while somebody waits nobody overtakes, so that a large
 * request is not starved by small ones. Whoever gives up lets those behind it in. A request for
 * more than there is waits for ever, as in Go, and keeps nobody from getting the rest.
 *
 * <p>A release happens-before the return of the {@code acquire} that it let through.
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
   * Makes one with all units free.
   *
   * @param size how many units there are, not negative
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
   * Waits for {@code n} units. Go's {@code Acquire}.
   *
   * @param n how many, not negative; more than there are waits for ever
   * @throws InterruptedException if interrupted before or while it waits: then it has taken none
   */
  public void acquire(long n) throws InterruptedException {
    acquire(n, TimeSource.NEVER);
  }

  /**
   * Waits for {@code n} units, but no longer than {@code limit}. Beyond Go.
   *
   * @param n how many, not negative
   * @param limit how long at most; zero or less does not wait
   * @return whether it has them now
   * @throws InterruptedException if interrupted before or while it waits: then it has taken none
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
   * Takes {@code n} units if they are free and nobody waits. Never blocks. Go's {@code TryAcquire}.
   *
   * @param n how many, not negative
   * @return whether it has them now
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
   * Gives {@code n} units back. Never blocks; happens-before the return of the {@code acquire} that
   * gets them. Go's {@code Release}.
   *
   * @param n how many, not negative
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
