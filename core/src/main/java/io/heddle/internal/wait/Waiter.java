// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import io.heddle.internal.sched.RuntimeThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for one thing: what stands in a {@link WaitQueue}, for every primitive of
 * the library. Go calls it {@code sudog}.
 */
public final class Waiter {
  /*
   * Life:       made by the thread that is about to wait; enqueued under the primitive's lock; then
   *             either woken (somebody took it out of its queue, filled in `item` and `ok`, and
   *             called Parker.unpark) or withdrawn (its own thread, interrupted or out of time, took
   *             it out). Whoever takes it out of the queue under the lock decides; nobody else may.
   * A select:   one Waiter per case, all sharing one Selection. There the decision is the CAS in
   *             Selection.claim, and the queue is only where it was found. A Selector uses them again
   *             and again; see Selecting, "Again".
   * Fields:     `next`, `prev`, `queue`, `round` belong to the WaitQueue, under the primitive's lock. `item`
   *             and `ok` are written before `woken` (release) and read after it (acquire).
   * In dumps:   a goroutine copies `reason` and `on` when it parks (Goroutine.beginWait); on other
   *             threads the Waiter is LockSupport's blocker.
   */
  private static final VarHandle WOKEN;

  static {
    try {
      WOKEN = MethodHandles.lookup().findVarHandle(Waiter.class, "woken", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Thread NOBODY = RuntimeThreads.unstarted("nobody", null);

  /** Who waits; nobody, if it is that of one case: there it is the selection's waiter that says. */
  public Thread thread;

  /** Why it waits, for dumps. */
  public final WaitReason reason;

  /** What it waits on, for dumps: its {@code toString} names it. */
  public final @Nullable Object on;

  /** The decision this waiter is a part of; null for all but the cases of a select. */
  public final @Nullable Selection selection;

  /** What a sender offers, or what a receiver was handed. */
  public @Nullable Object item;

  /** It waits no longer than to some deadline; only for who is no goroutine, which knows itself. */
  public boolean isTimed;

  /** True: it got what it waited for. False: the channel was closed. */
  public boolean ok;

  /** The position of its case in the select, or whatever its primitive wants to remember. */
  public int index;

  @Nullable Waiter next;
  @Nullable Waiter prev;
  @Nullable WaitQueue queue;

  /** Of its queue, when it was enqueued. */
  int round;

  @SuppressWarnings("unused") // through WOKEN
  private boolean woken;

  public Waiter(WaitReason reason, @Nullable Object on) {
    this(reason, on, null);
  }

  public Waiter(WaitReason reason, @Nullable Object on, @Nullable Selection selection) {
    this.thread = selection != null ? NOBODY : Thread.currentThread();
    this.reason = reason;
    this.on = on;
    this.selection = selection;
  }

  private Waiter(WaitReason reason, Thread thread) {
    this.thread = thread;
    this.reason = reason;
    this.on = null;
    this.selection = null;
  }

  /** One that no thread parks on, and that keeps none alive. */
  static Waiter ofNobody(WaitReason reason) {
    return new Waiter(reason, NOBODY);
  }

  /** True once somebody woke it for good. Orders what the waker did before. */
  public boolean isWoken() {
    return (boolean) WOKEN.getAcquire(this);
  }

  /** Pairs with {@link #isWoken}; the unpark that follows is what makes the thread look. */
  void setWoken() {
    WOKEN.setRelease(this, true);
  }

  /** As it was when it was new, for who has been woken in vain and waits again. Its own thread. */
  public void waitAgain() {
    ok = false;
    WOKEN.set(this, false);
  }

  /** For who is about to wait by one that was at rest. */
  void waitAnew() {
    waitAgain();
    isTimed = false;
    thread = Thread.currentThread();
  }

  /** Nobody waits by it any more, and it keeps no thread alive. */
  void rest() {
    thread = NOBODY;
  }

  /** False if it stands in no queue any more; to be asked under the lock that guards the queue. */
  public boolean isQueued() {
    return queue != null;
  }

  /** Takes the decision for who has detached it; false if its select was decided elsewhere. */
  public boolean claim() {
    return selection == null || selection.claim(this);
  }

  /**
   * For who has detached a whole queue: the one behind it, from which it is separated.
   *
   * @see WaitQueue#detach
   */
  public @Nullable Waiter leave() {
    var behind = next;
    next = null;
    prev = null;
    queue = null;
    return behind;
  }

  /** For who has taken both out of their queue: the other is now behind this one. */
  public void putBehind(Waiter w) {
    next = w;
  }

  @Override
  public String toString() {
    return on == null ? reason.text() : reason.text() + " on " + on;
  }
}
