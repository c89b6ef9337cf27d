// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where goroutines wait that no carrier has put into its own queue: those made ready from outside
 * the carriers, and the overflow of full queues. FIFO, without bound.
 */
final class GlobalRunQueue extends SpinLock {
  /*
   * A lock and a ring that grows: it is touched once in many turns, in batches. `size`, the count for
   * who does not hold the lock, is there so that an empty queue costs one read per turn.
   * No memory: who comes here is in no other queue any more and must not be lost. So the ring grows
   *            before anything is stored, and who finds no memory tries until there is some (each time
   *            after a collection). java.util.ArrayDeque is empty after it has failed to grow.
   */
  private static final int FIRST = 256;

  private static final int LARGE = 1 << 16;

  private final Ready[] small = new Ready[FIRST];
  private Ready[] ring = small;
  private int head;
  private int count;
  private volatile int size;
  private volatile long taken;
  private long submitted;

  @Override
  protected LockRank rank() {
    return LockRank.RUN_QUEUE;
  }

  /** From outside the carriers: {@code r} has become ready. */
  void submit(Ready r) {
    acquireWithRoomFor(1);
    if (submitted++ % Carrier.TIMED_EVERY == 0) {
      r.time();
    }
    add(r);
    size = count;
    release();
  }

  void put(Ready r) {
    acquireWithRoomFor(1);
    add(r);
    size = count;
    release();
  }

  void putAll(Ready[] batch, int n) {
    acquireWithRoomFor(n);
    for (int i = 0; i < n; i++) {
      add(batch[i]);
    }
    size = count;
    release();
  }

  @Nullable Ready poll() {
    if (size == 0) {
      return null;
    }
    acquireReserved();
    var r = count == 0 ? null : remove();
    size = count;
    taken = taken + 1;
    release();
    return r;
  }

  /** Takes up to {@code most} of the oldest into {@code into}; returns how many. */
  int poll(Ready[] into, int most) {
    if (size == 0) {
      return 0;
    }
    acquireReserved();
    int n = Math.min(Math.min(most, into.length), count);
    for (int i = 0; i < n; i++) {
      into[i] = remove();
    }
    size = count;
    taken = taken + 1;
    release();
    return n;
  }

  private void acquireWithRoomFor(int n) {
    acquireReserved();
    while (ring.length - count < n) {
      var full = ring;
      release();
      var larger = twiceAsLong(full);
      acquireReserved();
      if (ring == full && larger != null) {
        moveTo(larger);
      }
    }
  }

  private static Ready @Nullable [] twiceAsLong(Ready[] full) {
    try {
      return new Ready[full.length * 2];
    } catch (OutOfMemoryError e) {
      Thread.onSpinWait();
      return null;
    }
  }

  private void moveTo(Ready[] larger) {
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, count - first);
    if (ring == small) {
      forgetSmall();
    }
    ring = larger;
    head = 0;
  }

  /** It is kept for later; what has moved on is not. */
  @SuppressWarnings("NullAway") // what is not in use is empty
  private void forgetSmall() {
    Arrays.fill(small, null);
  }

  private void add(Ready r) {
    ring[(head + count) & (ring.length - 1)] = r;
    count++;
  }

  private Ready remove() {
    var r = ring[head];
    clear(head);
    head = (head + 1) & (ring.length - 1);
    if (--count == 0 && ring.length > LARGE) {
      ring = small;
      head = 0;
    }
    return r;
  }

  @SuppressWarnings("NullAway") // what is not in use is empty
  private void clear(int i) {
    ring[i] = null;
  }

  int size() {
    return size;
  }

  /** For how many it has room at the moment. */
  int slots() {
    return ring.length;
  }

  /** Another number whenever something has been taken out. */
  long taken() {
    return taken;
  }

  void forEach(Consumer<Goroutine> action) {
    var copy = new ArrayList<Ready>();
    acquireReserved();
    try {
      for (int i = 0; i < count; i++) {
        copy.add(ring[(head + i) & (ring.length - 1)]);
      }
    } finally {
      release();
    }
    for (var r : copy) {
      if (r instanceof Goroutine g) {
        action.accept(g);
      }
    }
  }
}
