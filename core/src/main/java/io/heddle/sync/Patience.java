// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * For how long those who wait for a {@link Mutex} let newcomers overtake them. A base class, so
 * that it is a part of the mutex and not an object beside it.
 */
abstract sealed class Patience permits MutexState {
  /*
   * Patience: of the first waiter it ends a millisecond after it has come. From then on an unlock hands
   *           it the lock.
   * Lease:    to hand the lock to who is parked takes a switch, in which nobody has it; its former owner,
   *           if it comes again, parks in turn. Where more wait than are served within a millisecond all
   *           are out of patience, and each operation would be a switch until the last has gone: a
   *           convoy, 10 times as slow. So who has waited and now owns it may give it back and take it
   *           again for as long as it took to reach it, SHORTEST_LEASE to LONGEST_LEASE. Until then its
   *           unlocks wake the next waiter but hand it nothing. See ADR 0026.
   *           An unlock by another thread than the owner's ends the lease: there nobody comes again.
   * Clock:    while unlocks follow each other within some hundred nanoseconds the clock, which costs as
   *           much as they do, is looked at only each 17th time.
   * Fields:   read and written by the owner of the mutex, but where it is said.
   */
  private static final long PATIENCE = 1_000_000;
  private static final long HASTE = 20_000;
  private static final int MAX_SKIP = 16;
  private static final long SHORTEST_LEASE = 2_000;
  private static final long LONGEST_LEASE = 20_000;

  /** When the first waiter's patience ends. Written under the queue's lock. */
  private volatile long end = TimeSource.NEVER;

  private long lookedAt;
  private int unlocksSkipped;
  private int unlocksUntilLook;
  private long leaseEnd;

  /** When a waiter was last woken or handed the lock. Guarded by the queue's lock. */
  private long calledAt;

  /** A waiter begins to wait. */
  static void begins(Waiter w) {
    w.item = TimeSource.now() + PATIENCE;
  }

  /** Under the queue's lock: {@code first} is the first of it now. */
  final void firstIs(@Nullable Waiter first) {
    end = first != null && first.item instanceof Long l ? l : TimeSource.NEVER;
  }

  /** Before an unlock, with the first waiter on its way: whether that may find newcomers there. */
  final boolean lasts() {
    if (--unlocksUntilLook >= 0) {
      return true;
    }
    long now = TimeSource.now();
    looked(now, now - lookedAt < HASTE ? Math.min(MAX_SKIP, unlocksSkipped * 2 + 1) : 0);
    return now < end || now < leaseEnd;
  }

  /**
   * Under the queue's lock, at an unlock: whether the first waiter is only woken, not handed it.
   *
   * @param isOnWay it has been woken already
   * @param isOwners the unlock is the owner's own
   */
  final boolean lastsAtCall(boolean isOnWay, boolean isOwners) {
    long now = TimeSource.now();
    calledAt = now;
    boolean lasts = now < end || isOwners && !isOnWay && now < leaseEnd;
    if (lasts) {
      looked(now, 0);
    }
    return lasts;
  }

  private void looked(long now, int skip) {
    lookedAt = now;
    unlocksSkipped = skip;
    unlocksUntilLook = skip;
  }

  /** Under the queue's lock: when the waiter that now owns the lock was called. */
  final long calledAt() {
    return calledAt;
  }

  /** One that was called then has come and owns the lock. */
  final void arrived(long called) {
    long now = TimeSource.now();
    leaseEnd = now + Math.clamp(now - called, SHORTEST_LEASE, LONGEST_LEASE);
  }
}
