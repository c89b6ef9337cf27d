// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Room for the one goroutine that a carrier is to run next: the one that the running goroutine made
 * ready last. Go's {@code runnext}.
 */
final class NextSlot {
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

  /** Owner only. False if there is something in it already. */
  boolean putIfEmpty(Ready r) {
    if (next != null) {
      return false;
    }
    NEXT.setRelease(this, r);
    return true;
  }

  /** Owner only. Returns what was in it. */
  @Nullable Ready exchange(Ready r) {
    return (Ready) NEXT.getAndSet(this, r);
  }

  /** Owner only. */
  @Nullable Ready take() {
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
  void open() {
    isOpen = true;
  }

  /** For others than the owner: what is in it, if it is open. */
  @Nullable Ready steal() {
    return isOpen ? (Ready) NEXT.getAndSet(this, null) : null;
  }

  /** Exact for the owner; for others it was true a moment ago. */
  boolean isEmpty() {
    return next == null;
  }

  /** Whether others could take something from it. */
  boolean isOffered() {
    return isOpen && next != null;
  }

  /** What seems to be in it. */
  @Nullable Ready peek() {
    return next;
  }
}
