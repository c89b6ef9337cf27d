// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import io.heddle.internal.sched.OsThread;
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
   * Uncontended: one CAS to take, one release store to give back.
   * Contended:   the holder is running on another carrier and will be done in some 20 to 100 ns, unless
   *              the kernel took its processor away. Who comes for the first time in a while (CALM_NANOS)
   *              spins, looking at the lock all the time, and has it as soon as it is free.
   * Hammered:    two carriers that do nothing but pass values through one channel would so take turns
   *              value by value, and each turn moves the lock, the channel and its waiters to the other
   *              processor's cache: 80 ns a value where one carrier alone needs 13. Who collides again
   *              soon after the last collision therefore stays away for FIRST_PAUSE_NANOS, in which the
   *              other does hundreds of operations undisturbed; if it then fails again, for twice as
   *              long. See ADR 0010 for what that gains and costs.
   * Preempted:   a pause of SLEPT_NANOS and more is slept by the carrier, not spun: whoever holds the lock so long has
   *              most probably lost its processor, and with more carriers than processors it would wait
   *              for one until the kernel takes it from those that spin. Fan-in on 32 carriers and two
   *              processors took 12 times as long as on two carriers. Whoever holds another lock sleeps, too.
   * Yielding:    after the longest pause somebody else may have this processor: a goroutine yields to its
   *              neighbours, a platform thread to the kernel. Who already holds another lock must not
   *              (its neighbours may want just that one, and the JDK's scheduler may let them spin for
   *              it for ever before it comes back to the holder) and takes the lock by acquireNested.
   * Memory:      `contendedAt` is a hint: who reads it may see an older one.
   * Order:       several are held by rank only (LockRank). Tests check that, with a flag that is read
   *              once, so that the check costs nothing where it is not set.
   *
   * Rejected: ReentrantLock (three times the cost uncontended, and a park per collision); a monitor
   * (inflates under contention, and is then a heap object per channel).
   */
  private static final VarHandle HELD;
  private static final int SPINS = 128;
  private static final int SPINS_BETWEEN_LOOKS = 16;
  private static final long CALM_NANOS = 2_000;
  private static final long FIRST_PAUSE_NANOS = 8_000;
  private static final long SLEPT_NANOS = 32_000;
  private static final long LONGEST_PAUSE_NANOS = 64_000;
  private static final int SPINS_OF_NESTED = 1000;
  private static final long COLLISION_PAUSE_NANOS = 32_000;
  private static final boolean RANKED = Boolean.getBoolean("heddle.lockranks");

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean held;

  /** When two last met at it, by {@link System#nanoTime}. */
  private long contendedAt;

  protected SpinLock() {}

  /** Its place in the order in which locks are taken. */
  protected abstract LockRank rank();

  /** Its place among those of its rank that may be held together. */
  protected long order() {
    return 0;
  }

  /** For the first step of an operation: fails before it, where the stack is almost full. */
  public final void acquire() {
    StackReserve.touch();
    acquireReserved();
  }

  /** For a later step, or who has seen to it otherwise that the stack suffices: StackReserve. */
  public final void acquireReserved() {
    if (RANKED) {
      HeldLocks.acquiring(this);
    }
    if (!HELD.compareAndSet(this, false, true)) {
      acquireSlowly();
    }
  }

  /** For who holds another one. */
  public final void acquireNested() {
    if (RANKED) {
      HeldLocks.acquiring(this);
    }
    for (int i = 1; !tryAcquire(); i++) {
      if (i % SPINS_OF_NESTED != 0 || !OsThread.sleep(SLEPT_NANOS)) {
        Thread.onSpinWait();
      }
    }
  }

  public final void release() {
    if (RANKED) {
      HeldLocks.releasing(this);
    }
    HELD.setRelease(this, false);
  }

  private boolean tryAcquire() {
    return !held && HELD.compareAndSet(this, false, true);
  }

  private void acquireSlowly() {
    if (!isCalm() || !spin()) {
      stayAway();
    }
    contendedAt = System.nanoTime();
  }

  private boolean isCalm() {
    return System.nanoTime() - contendedAt > CALM_NANOS;
  }

  /**
   * For a subclass that also has atomic fields: another carrier has just changed one at the same
   * time. Stays away for a while if that was so a moment ago, too.
   */
  protected final void collided() {
    if (!isCalm()) {
      pauseFor(COLLISION_PAUSE_NANOS);
    }
    contendedAt = System.nanoTime();
  }

  private boolean spin() {
    for (int i = 0; i < SPINS; i++) {
      if (tryAcquire()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private void stayAway() {
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      if (pause < SLEPT_NANOS || !OsThread.sleep(pause)) {
        pauseFor(pause);
      }
      if (tryAcquire()) {
        return;
      }
      if (pause < LONGEST_PAUSE_NANOS) {
        pause *= 2;
      } else {
        yieldOrSpin();
      }
    }
  }

  /**
   * Lets others run. Deep in its stack a goroutine may not be able to leave its carrier for that
   * (see {@link Parker}); then it goes on, for whatever it is in the middle of must not fail.
   */
  public static void yieldOrSpin() {
    try {
      Thread.yield();
    } catch (StackOverflowError e) {
      Thread.onSpinWait();
    }
  }

  private static void pauseFor(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < SPINS_BETWEEN_LOOKS; i++) {
        Thread.onSpinWait();
      }
    }
  }
}
