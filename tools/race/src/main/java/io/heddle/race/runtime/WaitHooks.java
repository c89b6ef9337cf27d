// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Date;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.StampedLock;

/**
 * Calls that rewritten code makes through the detector, because they order also when they throw;
 * and locks that are more than one thing.
 */
@SuppressWarnings("WaitNotInLoop") // the loop is around the call in the program
public final class WaitHooks {
  private WaitHooks() {}

  // ---- monitors ----

  public static void wait(Object o) throws InterruptedException {
    wait(o, 0, 0);
  }

  public static void wait(Object o, long millis) throws InterruptedException {
    wait(o, millis, 0);
  }

  public static void wait(Object o, long millis, int nanos) throws InterruptedException {
    var s = ThreadState.current();
    OrderHooks.monitorExits(o, s);
    try {
      o.wait(millis, nanos);
    } finally {
      OrderHooks.monitorEntered(o, s);
    }
  }

  // ---- locks ----

  /** The lock itself, or the part that the two halves of a read-write lock share. */
  private static Object shared(Object lock) {
    return LockParts.shared(lock);
  }

  public static void locked(Object lock, String how) {
    if (lock == null || LockParts.isOurs(lock)) {
      return;
    }
    var s = ThreadState.current();
    var side = SideTable.of(shared(lock));
    side.sync(Role.ORDER).acquire(s);
    if (!LockParts.isRead(lock, how)) {
      side.sync(Role.READERS).acquire(s);
    }
    s.isOptimistic = false;
  }

  public static void lockedIf(boolean got, Object lock, String how) {
    if (got) {
      locked(lock, how);
    }
  }

  public static void unlocks(Object lock, String how) {
    if (lock == null || LockParts.isOurs(lock)) {
      return;
    }
    boolean reads = LockParts.isRead(lock, how) || LockParts.isReadStamp(lock, how);
    SideTable.of(shared(lock))
        .sync(reads ? Role.READERS : Role.ORDER)
        .release(ThreadState.current());
  }

  public static boolean validate(StampedLock lock, long stamp) {
    ThreadState.current().isOptimistic = false;
    boolean valid = lock.validate(stamp);
    if (valid) {
      OrderHooks.acquire(lock);
    }
    return valid;
  }

  public static long tryOptimisticRead(StampedLock lock) {
    long stamp = lock.tryOptimisticRead();
    OrderHooks.acquire(lock);
    ThreadState.current().isOptimistic = true; // with a stamp of 0 it will not be valid
    return stamp;
  }

  public static long tryConvertToOptimisticRead(StampedLock lock, long stamp) {
    unlocks(lock, "unlock");
    long optimistic = lock.tryConvertToOptimisticRead(stamp);
    ThreadState.current().isOptimistic = optimistic != 0;
    return optimistic;
  }

  /** {@code lock.newCondition()} gave this one. */
  public static void conditionOf(Object lock, Object condition) {
    if (lock != null && condition != null && !LockParts.isOurs(lock)) {
      SideTable.of(condition).lock = lock;
    }
  }

  private static Object beforeAwait(Condition c) {
    var side = SideTable.ifAny(c);
    var lock = side == null ? null : side.lock;
    unlocks(lock, "");
    return lock;
  }

  public static void await(Condition c) throws InterruptedException {
    var lock = beforeAwait(c);
    try {
      c.await();
    } finally {
      locked(lock, "");
    }
  }

  public static boolean await(Condition c, long time, TimeUnit unit) throws InterruptedException {
    var lock = beforeAwait(c);
    try {
      return c.await(time, unit);
    } finally {
      locked(lock, "");
    }
  }

  public static long awaitNanos(Condition c, long nanos) throws InterruptedException {
    var lock = beforeAwait(c);
    try {
      return c.awaitNanos(nanos);
    } finally {
      locked(lock, "");
    }
  }

  public static void awaitUninterruptibly(Condition c) {
    var lock = beforeAwait(c);
    try {
      c.awaitUninterruptibly();
    } finally {
      locked(lock, "");
    }
  }

  public static boolean awaitUntil(Condition c, Date deadline) throws InterruptedException {
    var lock = beforeAwait(c);
    try {
      return c.awaitUntil(deadline);
    } finally {
      locked(lock, "");
    }
  }

  // ---- futures: a failure is a result, too ----

  public static Object get(Future<?> f) throws InterruptedException, ExecutionException {
    try {
      return f.get();
    } finally {
      OrderHooks.acquire(f);
    }
  }

  public static Object get(Future<?> f, long time, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return f.get(time, unit);
    } finally {
      OrderHooks.acquire(f);
    }
  }

  // ---- fences: each is ordered with all others ----

  private static final Object FENCES = new Object();

  public static void fullFence() {
    OrderHooks.release(FENCES);
    OrderHooks.acquire(FENCES);
  }

  public static void acquireFence() {
    OrderHooks.acquire(FENCES);
  }

  public static void releaseFence() {
    OrderHooks.release(FENCES);
  }

  public static void loadLoadFence() {
    OrderHooks.acquire(FENCES);
  }

  public static void storeStoreFence() {
    OrderHooks.release(FENCES);
  }
}
