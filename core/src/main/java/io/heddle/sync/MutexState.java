// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The mechanism of {@link Mutex}: its state word, and how one waits for it. */
abstract sealed class MutexState extends Patience permits Mutex, RWState.Writers {
  /*
   * State:     LOCKED   somebody holds it
   *            WAITERS  the queue is not empty
   *            WOKEN    the first waiter has been woken and is on its way to compete; until it has
   *                     decided, nobody else is woken
   *            LOCKED alone is set and cleared by one CAS. WAITERS and WOKEN change under the queue's
   *            lock only; LOCKED may be set and cleared beside it, so they are changed by CAS too.
   * Normal:    unlock clears LOCKED and wakes the first waiter, which stays in the queue and competes
   *            with newcomers. If it loses it is put back in front.
   * Starving:  once the first waiter's patience is over (Patience says when), unlock leaves LOCKED set,
   *            takes that waiter out of the queue and so makes it the owner. A waiter that finds itself out of the
   *            queue owns the lock: that is how a hand-off to one already woken is seen as well.
   * Liveness:  unlocked with WAITERS implies WOKEN: somebody who has been woken will look at the
   *            state again. Who gives up while WOKEN is his either takes the lock, or clears WOKEN
   *            by a CAS against a locked state, so that the owner's unlock wakes the next. That it
   *            is his says Waiter.ok, set with the state, under the queue's lock: the wake-up itself
   *            comes later.
   * Owner:     for dumps and the search for deadlocks. Cleared before the lock is free and set after it is
   *            taken, so that whoever reads LOCKED and then an owner reads no former one. One to whom it
   *            was handed seems to wait until it runs, and so would wait for itself: until then it is
   *            negative. A mutex that was unlocked by another thread than its owner's, for one that
   *            waited, is used as a signal: of it nobody can say any more whom its waiters wait for.
   * Ordering:  CAS (acquire and release) on the state; on hand-off Waiter.woken or the queue's lock.
   * Attempts:  a CAS that fails costs as much as one that succeeds, and with waiters, which is always so
   *            where many hammer it, the one that expects none would fail each time. So a lock reads the state
   *            first, which is free. An unlock must not, for there it waits for what the lock has just
   *            written; it reads a field that hardly ever changes.
   * Go:        internal/sync/mutex.go. There the clock is looked at by the waiter after it lost
   *            again; here by the unlocker, so that the limit holds however late the woken one runs.
   * Checked by: MutexTest, MutexHammerTest
   */
  private static final int LOCKED = 1;
  private static final int WAITERS = 2;
  private static final int WOKEN = 4;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(MutexState.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LockedQueue waiters = new LockedQueue();
  private final WaitReason reason;
  private final Object on;
  private volatile int state;

  /**
   * Who has locked it, by thread id, or 0; negative while it does not know yet. Written by the
   * owner or for it, read any time.
   */
  private long owner;

  /** A hint, see "Attempts": somebody waited at the last unlock. Written by those who unlock. */
  private boolean isCrowded;

  /** Another thread than the owner's has unlocked it while somebody waited. */
  private boolean isPassedOn;

  /**
   * @param on what it is a part of, as dumps say of those who wait; null: it is itself
   */
  MutexState(WaitReason reason, @Nullable Object on) {
    this.reason = reason;
    this.on = on == null ? this : on;
  }

  /** Takes it if it is free, whoever waits. */
  final boolean take() {
    long me = Thread.currentThread().threadId(); // nothing may fail once it is taken
    int s = state;
    if (s == 0 ? STATE.compareAndSet(this, 0, LOCKED) : takeBesideWaiters(s)) {
      owner = me;
      return true;
    }
    return false;
  }

  private boolean takeBesideWaiters(int s) {
    return (s & LOCKED) == 0 && STATE.compareAndSet(this, s, s | LOCKED);
  }

  /** Gives it back; with those who wait it deals in {@link #unlockSlowly}. */
  final void giveBack() {
    if (!isCrowded) {
      long by = owner;
      owner = 0; // before it is free: see "Owner"
      if (STATE.compareAndSet(this, LOCKED, 0)) {
        return;
      }
      owner = by;
      isCrowded = true;
    }
    unlockSlowly();
  }

  final boolean isLocked() {
    return (state & LOCKED) != 0;
  }

  /** Whether anybody waits, at some instant during the call. */
  final boolean hasWaiters() {
    return (state & WAITERS) != 0;
  }

  /** Who has locked it, by thread id; 0 if that is not known at the moment. */
  final long owner() {
    return Math.abs(owner);
  }

  /** Whom those who wait for it wait for, by thread id; 0 if that is not known. */
  final long holder() {
    return isLocked() && !isPassedOn ? Math.max(0, owner) : 0;
  }

  /** As {@link Mutex#lock(java.time.Duration)}, with a deadline by {@link TimeSource}. */
  final boolean lockUntil(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    if (take() || spin()) {
      return true;
    }
    var w = enqueue();
    while (w != null) {
      var outcome = Parker.park(w, deadline);
      if (outcome == Parker.Outcome.WOKEN) {
        called();
        w = compete(w);
      } else if (withdraw(w)) {
        outcome.raise();
        return false;
      } else {
        outcome.keepInterrupt();
        w = null;
      }
    }
    return true;
  }

  final void lockSlowly() {
    if (spin()) {
      return;
    }
    var w = enqueue();
    while (w != null) {
      Parker.parkUninterruptibly(w);
      called();
      w = compete(w);
    }
  }

  /** A waiter has been woken, and is about to look whether it may have the lock. Throws nothing. */
  void called() {}

  private boolean spin() {
    for (int i = 0; i < Spinning.ROUNDS; i++) {
      Spinning.round();
      if ((state & LOCKED) == 0 && take()) {
        return true;
      }
    }
    return false;
  }

  /** Stands in line; null if the lock came free on the way and is now this thread's. */
  private @Nullable Waiter enqueue() {
    long me = Thread.currentThread().threadId();
    var w = new Waiter(reason, on);
    begins(w);
    waiters.acquire();
    while (true) {
      int s = state;
      if ((s & LOCKED) == 0) {
        if (STATE.compareAndSet(this, s, s | LOCKED)) {
          waiters.release();
          owner = me;
          return null;
        }
      } else if (STATE.compareAndSet(this, s, s | WAITERS)) {
        waiters.queue().add(w);
        firstHasChanged();
        waiters.release();
        return w;
      }
    }
  }

  /**
   * What a woken waiter does: it owns the lock, takes it, or waits again at the front.
   *
   * @return the waiter that now stands for it, null if the lock is its own
   */
  private @Nullable Waiter compete(Waiter w) {
    waiters.acquireReserved();
    long called = calledAt();
    boolean isHanded = !w.isQueued();
    if (isHanded || takeFrom(w)) {
      waiters.release();
      owner = Thread.currentThread().threadId();
      arrived(called);
      return null;
    }
    w.waitAgain();
    waiters.queue().addFirst(w);
    waiters.release();
    return w;
  }

  /**
   * Takes the waiter out of the queue, and the lock if it is free; under the queue's lock. If it is
   * not free, somebody holds it whose unlock sees that nobody is on the way any more.
   */
  private boolean takeFrom(Waiter w) {
    waiters.queue().remove(w);
    while (true) {
      int s = state;
      boolean free = (s & LOCKED) == 0;
      int next = LOCKED | (waiters.queue().isEmpty() && free ? 0 : WAITERS);
      if (STATE.compareAndSet(this, s, next)) {
        if (free) {
          firstHasChanged();
        }
        return free;
      }
    }
  }

  /** Gives up; false if the lock is this thread's all the same. */
  private boolean withdraw(Waiter w) {
    waiters.acquireReserved();
    if (!w.isQueued()) {
      waiters.release();
      Parker.awaitWoken(w);
      owner = Thread.currentThread().threadId();
      return false;
    }
    if (w.ok) {
      if (takeFrom(w)) {
        waiters.release();
        owner = Thread.currentThread().threadId();
        return false;
      }
    } else {
      waiters.queue().remove(w);
    }
    if (waiters.queue().isEmpty()) {
      int s = state;
      while (!STATE.compareAndSet(this, s, s & ~WAITERS)) {
        s = state;
      }
    }
    firstHasChanged();
    waiters.release();
    return true;
  }

  private void unlockSlowly() {
    StackReserve.touch();
    unlockReserved();
  }

  /** For a later step of an operation that has asked for the stack. */
  final void unlockReserved() {
    boolean isOwners = owner == Thread.currentThread().threadId();
    while (true) {
      int s = state;
      if ((s & LOCKED) == 0) {
        throw new IllegalMonitorStateException("sync: unlock of unlocked mutex");
      }
      if (owner != 0) {
        isPassedOn |= !isOwners;
        owner = 0;
      }
      boolean nobodyToWake = (s & WAITERS) == 0 || (s & WOKEN) != 0 && lasts();
      if (nobodyToWake) {
        if (s == LOCKED && isCrowded) {
          isCrowded = false;
        }
        if (STATE.compareAndSet(this, s, s & ~LOCKED)) {
          return;
        }
        continue;
      }
      var first = release(s, isOwners);
      if (first != null) {
        Parker.unpark(first);
        return;
      }
    }
  }

  /** Lets the first waiter compete, or hands it the lock; null if the state was not {@code s}. */
  private @Nullable Waiter release(int s, boolean isOwners) {
    waiters.acquireReserved();
    var first = waiters.queue().peek();
    if (first == null || state != s) {
      waiters.release();
      return null;
    }
    if (lastsAtCall((s & WOKEN) != 0, isOwners)) {
      boolean done = STATE.compareAndSet(this, s, WAITERS | WOKEN);
      if (done) {
        first.ok = true;
      }
      waiters.release();
      return done ? first : null;
    }
    waiters.queue().remove(first);
    int next = LOCKED | (waiters.queue().isEmpty() ? 0 : WAITERS);
    if (!STATE.compareAndSet(this, s, next)) {
      waiters.queue().addFirst(first);
      waiters.release();
      return null;
    }
    owner = -first.thread.threadId();
    firstHasChanged();
    waiters.release();
    return first;
  }

  private void firstHasChanged() {
    firstIs(waiters.queue().peek());
  }
}
