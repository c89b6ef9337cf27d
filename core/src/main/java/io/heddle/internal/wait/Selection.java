// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The one decision that all cases of a blocked select share: the first to claim it wins, every
 * other waker passes on to the next waiter of its queue.
 */
public final class Selection {
  /*
   *              claim(w) by a waker, under w's channel's lock
   *   undecided ───────────────────────────────────────────────▶ w (the winning case)
   *       │
   *       └──────────────────────────────────────────────────────▶ WITHDRAWN
   *              withdraw() by the selecting thread itself: interrupted or out of time
   *
   * The winner fills in w.item and w.ok under its channel's lock and then wakes `waiter`; the
   * selecting thread reads them after isWoken (acquire). Losing cases are unlinked by the selecting
   * thread, under their channels' locks, before select returns; until then wakers drop them.
   * A Selector decides anew each turn, by the same one: renew, under all locks; see Selecting.
   */
  private static final VarHandle WINNER;

  static {
    try {
      WINNER = MethodHandles.lookup().findVarHandle(Selection.class, "winner", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What the selecting thread parks on. */
  private final Waiter waiter;

  /** What is done instead, where nobody is parked. */
  private final @Nullable Runnable whenWon;

  private volatile @Nullable Waiter winner;

  /** Of the last wait until a deadline. */
  @Nullable Alarm alarm;

  /**
   * @param on what it waits on, for dumps
   */
  public Selection(WaitReason reason, @Nullable Object on) {
    this(new Waiter(reason, on), null);
  }

  private Selection(Waiter waiter, @Nullable Runnable whenWon) {
    this.waiter = waiter;
    this.whenWon = whenWon;
  }

  /**
   * One for which nobody parks: a future.
   *
   * @param whenWon runs on the thread that claimed it, after that has released its lock; must not
   *     wait
   */
  public static Selection calling(WaitReason reason, Runnable whenWon) {
    return new Selection(Waiter.ofNobody(reason), whenWon);
  }

  /** Wakes whoever waits, after a case was claimed and filled in. */
  void wake() {
    if (whenWon == null) {
      Parker.unparkThread(waiter);
    } else {
      whenWon.run();
    }
  }

  public Waiter waiter() {
    return waiter;
  }

  /** True for exactly one caller ever, unless the select was withdrawn before. */
  boolean claim(Waiter w) {
    return winner == null && WINNER.compareAndSet(this, null, w);
  }

  /**
   * Undecided again, and it is the calling thread that waits. To be called only where nobody can
   * still know it from an earlier turn.
   */
  public void renew() {
    WINNER.set(this, null);
    waiter.waitAnew();
  }

  /** The turn is over. */
  public void rest() {
    waiter.rest();
  }

  boolean isUndecided() {
    return winner == null;
  }

  /** True if no case had been claimed: the select is over and has had no effect. */
  public boolean withdraw() {
    return WINNER.compareAndSet(this, null, waiter);
  }

  public boolean isWithdrawn() {
    return winner == waiter;
  }

  /** The case that won; to be asked after the select was woken. */
  public @Nullable Waiter winner() {
    return winner;
  }
}
