// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The locks that a thread holds, and whether it takes them by {@link LockRank}: for tests. */
public final class HeldLocks {
  /*
   * A wrong order is told before the lock is taken, so that it is told even where it would hang. It
   * is thrown, and also kept (takeViolation): who throws on a carrier may be heard by nobody.
   * What is released is forgotten: a thread that waits must keep no lock alive.
   */
  private static final ThreadLocal<HeldLocks> OF_THREAD = ThreadLocal.withInitial(HeldLocks::new);
  private static final AtomicReference<@Nullable AssertionError> VIOLATION =
      new AtomicReference<>();

  private @Nullable SpinLock[] held = new SpinLock[4];
  private int size;

  private HeldLocks() {}

  static void acquiring(SpinLock lock) {
    OF_THREAD.get().add(lock);
  }

  static void releasing(SpinLock lock) {
    OF_THREAD.get().remove(lock);
  }

  /** The first violation since the last call, or null. */
  public static @Nullable AssertionError takeViolation() {
    return VIOLATION.getAndSet(null);
  }

  private void add(SpinLock lock) {
    for (int i = 0; i < size; i++) {
      var h = held[i];
      if (h != null && !mayFollow(h, lock)) {
        throw violated("takes " + inWords(lock) + " while it holds " + inWords(h));
      }
    }
    if (size == held.length) {
      held = Arrays.copyOf(held, size * 2);
    }
    held[size++] = lock;
  }

  private static boolean mayFollow(SpinLock held, SpinLock taken) {
    int byRank = held.rank().compareTo(taken.rank());
    return byRank < 0
        || byRank == 0 && held.rank() == LockRank.CHANNEL && held.order() < taken.order();
  }

  /** Mostly the last one: a select gives back in the opposite order. */
  private void remove(SpinLock lock) {
    int i = size - 1;
    while (i >= 0 && held[i] != lock) {
      i--;
    }
    if (i < 0) {
      throw violated("releases " + inWords(lock) + ", which it does not hold");
    }
    System.arraycopy(held, i + 1, held, i, size - i - 1);
    held[--size] = null;
  }

  private static AssertionError violated(String what) {
    var e = new AssertionError("lock ranks: " + Thread.currentThread() + " " + what);
    VIOLATION.compareAndSet(null, e);
    return e;
  }

  private static String inWords(SpinLock lock) {
    return lock.rank() + " " + lock.order() + " (" + lock.getClass().getName() + ")";
  }
}
