// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Waiters in the order in which they came. Taking out any one of them is O(1), however many wait: a
 * lost wait leaves nothing behind.
 *
 * <p>Not synchronized: the lock of the primitive that owns it guards it.
 */
public final class WaitQueue {
  /*
   * A doubly linked list through the waiters themselves. A waiter is in one queue at most, and
   * knows which (`queue`), so that removing one that has already gone is harmless.
   * Mostly one waits or none, and the queue is an old object: so a single waiter is in `head` alone
   * and `tail` is null, because storing a reference to a young object into an old one costs a fence.
   * All at once:  who wakes everybody takes the whole list out (detach), in O(1) and without memory, for
   * an unlock or a close must not fail. `round` then goes up: a waiter of an earlier round has been
   * taken out, though its links are still those of the list and its `queue` is this one.
   */
  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(WaitQueue.class, "head", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Waiter head;
  private @Nullable Waiter tail;
  private int size;
  private int round;

  public void add(Waiter w) {
    w.queue = this;
    w.round = round;
    var first = head;
    if (first == null) {
      head = w;
    } else {
      var last = tail == null ? first : tail;
      w.prev = last;
      last.next = w;
      tail = w;
    }
    size++;
  }

  /** Puts it before all others: for one that has already waited its turn. */
  public void addFirst(Waiter w) {
    w.queue = this;
    w.round = round;
    var first = head;
    if (first != null) {
      w.next = first;
      first.prev = w;
      if (tail == null) {
        tail = first;
      }
    }
    head = w;
    size++;
  }

  public @Nullable Waiter peek() {
    return head;
  }

  /** Takes out the one that has waited longest, whatever it waits for. */
  public @Nullable Waiter poll() {
    var w = head;
    if (w != null) {
      unlink(w);
    }
    return w;
  }

  /**
   * Takes out the first waiter whose decision could be won for this queue's owner; those of selects
   * that were decided elsewhere are dropped on the way.
   *
   * @return the waiter, now the caller's to fill in and to unpark after the lock was released
   */
  public @Nullable Waiter claimFirst() {
    for (var w = head; w != null; w = head) {
      unlink(w);
      if (w.claim()) {
        return w;
      }
    }
    return null;
  }

  /**
   * True if {@link #claimFirst} would most likely find one. Drops those that were decided
   * elsewhere.
   */
  public boolean hasClaimable() {
    for (var w = head; w != null; w = head) {
      if (w.selection == null || w.selection.isUndecided()) {
        return true;
      }
      unlink(w);
    }
    return false;
  }

  /** True if {@code w} stood here and now does not: its thread may withdraw. */
  public boolean remove(Waiter w) {
    if (!contains(w)) {
      return false;
    }
    unlink(w);
    return true;
  }

  /**
   * Takes out all at once.
   *
   * @return the first of them, now the caller's; {@link Waiter#leave} gives the next
   */
  public @Nullable Waiter detach() {
    var first = head;
    head = null;
    tail = null;
    size = 0;
    round++;
    return first;
  }

  /** True if it stands in this queue. */
  public boolean contains(Waiter w) {
    return w.queue == this && w.round == round;
  }

  /** True if it was empty at an instant during the call: may be asked without the lock. */
  public boolean wasEmpty() {
    return HEAD.getAcquire(this) == null;
  }

  public boolean isEmpty() {
    return head == null;
  }

  /** How many wait, counting cases of selects that are just being decided elsewhere. */
  public int size() {
    return size;
  }

  private void unlink(Waiter w) {
    var p = w.prev;
    var n = w.next;
    if (p == null) {
      head = n;
    } else {
      p.next = n;
      w.prev = null;
    }
    if (n == null) {
      tail = p;
    } else {
      n.prev = p;
      w.next = null;
    }
    if (--size <= 1) {
      tail = null;
    }
    w.queue = null;
  }
}
