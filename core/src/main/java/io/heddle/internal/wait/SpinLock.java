// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for a few dozen instructions: what guards a channel or a wait queue. A base class, so that
 * the lock is a field of what it guards and not an object beside it. Go's counterpart is the
 * runtime's internal {@code mutex}.
 *
 * <p>Not reentrant, not fair. Under it nobody parks, allocates much, calls user code or logs.
 */
public abstract class SpinLock {
  /*
   * Uncontended: one CAS to take, one release store to give back. Contended: the holder is running
   * on another carrier and will be done in some 100 ns, unless the kernel took its processor away;
   * so spin a little and then let somebody else have this processor (a goroutine yields to its
   * neighbours, a platform thread to the kernel) until it is free.
   *
   * Order:    several are held by rank only (LockRank). Tests check that, with a flag that is read once,
   *           so that the check costs nothing where it is not set.
   *
   * Rejected: ReentrantLock (three times the cost uncontended, and a park per collision); a monitor
   * (inflates under contention, and is then a heap object per channel).
   */
  private static final VarHandle HELD;
  private static final int SPINS = 128;
  private static final boolean RANKED = Boolean.getBoolean("heddle.lockranks");

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean held;

  protected SpinLock() {}

  /** Its place in the order in which locks are taken. */
  protected abstract LockRank rank();

  /** Its place among those of its rank that may be held together. */
  protected long order() {
    return 0;
  }

  public final void acquire() {
    if (RANKED) {
      HeldLocks.acquiring(this);
    }
    if (!HELD.compareAndSet(this, false, true)) {
      acquireSlowly();
    }
  }

  public final void release() {
    if (RANKED) {
      HeldLocks.releasing(this);
    }
    HELD.setRelease(this, false);
  }

  private void acquireSlowly() {
    while (true) {
      for (int i = 0; i < SPINS; i++) {
        if (tryAcquire()) {
          return;
        }
        Thread.onSpinWait();
      }
      Thread.yield();
    }
  }

  private boolean tryAcquire() {
    return !held && HELD.compareAndSet(this, false, true);
  }
}
