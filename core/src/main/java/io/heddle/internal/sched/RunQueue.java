// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The run queue of one carrier: a bounded ring from which its owner takes in FIFO order and others
 * steal half. Go's {@code runq}.
 */
final class RunQueue {
  /*
   * Layout:     `head` and `tail` count for ever and wrap; a position p lives in slot p & MASK. The
   *             queue holds tail - head entries, at most CAPACITY.
   * Who writes: `tail` and the slots only the owner; `head` whoever takes, by CAS.
   * Ordering:   put stores the slot, then `tail` (release); a thief reads `head` (acquire), then
   *             `tail` (acquire), then the slots, then CASes `head`. The CAS fails if anybody took
   *             from `head` meanwhile, so what was read is thrown away unless it was still there: the
   *             owner can not have reused a slot before `head` passed it, since put reads `head`
   *             (acquire) to know its room.
   * Slots are not cleared by thieves: that would race with the owner's next put. The owner clears what
   *             it takes, and before it sleeps what others have taken (forgetTaken): what stands before
   *             `head` is nobody's any more, and a thief that still reads it will fail with its CAS.
   * Overflow:   a full queue gives half to the global queue in one go (Carrier.putLast).
   * Checked by: RunQueueTest
   */
  static final int CAPACITY = 256;

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Ready[].class);

  static {
    try {
      var lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(RunQueue.class, "head", int.class);
      TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final @Nullable Ready[] slots;
  private final int mask;

  @SuppressWarnings("unused") // through HEAD
  private int head;

  private int tail;

  /** Owner only: the slots of all positions before this one have been cleared or used again. */
  private int cleared;

  RunQueue() {
    this(CAPACITY);
  }

  /**
   * @param capacity a power of two; tests make it small
   */
  RunQueue(int capacity) {
    slots = new Ready[capacity];
    mask = capacity - 1;
  }

  /** Owner only. False if it is full. */
  boolean put(Ready r) {
    int t = tail;
    if (t - (int) HEAD.getAcquire(this) > mask) {
      return false;
    }
    SLOT.set(slots, t & mask, r);
    TAIL.setRelease(this, t + 1);
    return true;
  }

  /** Owner only. The oldest, or null. */
  @Nullable Ready take() {
    while (true) {
      int h = (int) HEAD.getAcquire(this);
      if (h == tail) {
        return null;
      }
      var r = slots[h & mask];
      if (HEAD.compareAndSet(this, h, h + 1)) {
        slots[h & mask] = null;
        return r;
      }
    }
  }

  /**
   * Takes the older half, rounded up, into {@code into}.
   *
   * @return how many
   */
  @SuppressWarnings("NullAway") // what is not in use is empty
  int takeHalf(Ready[] into) {
    while (true) {
      int h = (int) HEAD.getAcquire(this);
      int t = (int) TAIL.getAcquire(this);
      int size = t - h;
      int n = Math.min(size - size / 2, into.length);
      if (n <= 0) {
        return 0;
      }
      if (size > mask + 1) {
        continue; // head and tail were read too far apart
      }
      for (int i = 0; i < n; i++) {
        into[i] = (Ready) SLOT.getOpaque(slots, (h + i) & mask);
      }
      if (HEAD.compareAndSet(this, h, h + n)) {
        return n;
      }
      Arrays.fill(into, 0, n, null); // somebody else has them
    }
  }

  /** Owner only: what is not in it any more is not kept alive by it. */
  void forgetTaken() {
    int h = (int) HEAD.getAcquire(this);
    int inUse = tail - (mask + 1); // what stood before this has been overwritten
    for (int p = cleared - inUse > 0 ? cleared : inUse; p - h < 0; p++) {
      slots[p & mask] = null;
    }
    cleared = h;
  }

  /** Exact for the owner; for others it was true a moment ago. */
  int size() {
    int h = (int) HEAD.getAcquire(this);
    return Math.max(0, (int) TAIL.getAcquire(this) - h);
  }

  /** Looks at what seems to be in it: some may have gone, some come. */
  void forEach(Consumer<Goroutine> action) {
    int t = (int) TAIL.getAcquire(this);
    for (int p = (int) HEAD.getAcquire(this); p - t < 0; p++) {
      if (SLOT.getOpaque(slots, p & mask) instanceof Goroutine g) {
        action.accept(g);
      }
    }
  }
}
