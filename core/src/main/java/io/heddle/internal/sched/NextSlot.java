// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Room for the one goroutine that a carrier is to run next: the one that the running goroutine made
 * ready last. Go's {@code runnext}.
 *
 * <p>A base class of the carrier, so that the slot is one of its fields and not an object beside
 * it, which made a ping-pong 2 % slower.
 */
abstract class NextSlot extends Thread {
  /*
   * Why:        a pair playing ping-pong stays on one carrier, cache-hot, and wakes nobody. How many
   *             runs in a row come from here is bounded: see WorkSearch.
   * Who writes: only its owner fills it, the carrier, or the goroutine that it runs. Its owner empties
   *             it, and others do while it is open: the watchdog opens it when the owner's turn does
   *             not end, and the owner's next take closes it.
   * Ordering:   `next` is stored with release, so that a thief, whose exchange acquires, sees the
   *             goroutine as its maker left it. The owner empties it by plain accesses, for a CAS would
   *             cost a twentieth of a switch.
   * Twice:      so owner and thief may get the same goroutine. That is harmless: to resume it is a CAS
   *             of the JDK on the thread's state, which fails for the second; and if the goroutine has
   *             become ready once more in between, the second takes that run, and what it was queued
   *             for finds nothing to do.
   * Never lost: the owner, who alone fills the slot, does not do so between its read and its null.
   */
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(NextSlot.class, "next", Ready.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Ready next;

  /** Others may take what is in it. */
  private volatile boolean isOpen;

  NextSlot(String name, long stackSize) {
    super(RuntimeThreads.group(), null, name, stackSize, false);
  }

  /** Owner only. False if there is something in it already. */
  final boolean putNextIfEmpty(Ready r) {
    if (next != null) {
      return false;
    }
    NEXT.setRelease(this, r);
    return true;
  }

  /** Owner only. Returns what was in it. */
  final @Nullable Ready exchangeNext(Ready r) {
    return (Ready) NEXT.getAndSet(this, r);
  }

  /** Owner only. */
  final @Nullable Ready takeNext() {
    var r = next;
    if (r != null) {
      next = null;
      if (isOpen) {
        isOpen = false;
      }
    }
    return r;
  }

  /** Lets others take what is in it, until its owner takes something itself. */
  final void openNext() {
    isOpen = true;
  }

  /** For others than the owner: what is in it, if it is open. */
  final @Nullable Ready stealNext() {
    return isOpen ? (Ready) NEXT.getAndSet(this, null) : null;
  }

  /** Exact for the owner; for others it was true a moment ago. */
  final boolean isNextEmpty() {
    return next == null;
  }

  /** Whether others could take something from it. */
  final boolean isNextOpen() {
    return isOpen && next != null;
  }

  /** What seems to be in it. */
  final @Nullable Ready peekNext() {
    return next;
  }
}
