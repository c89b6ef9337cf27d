// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where goroutines wait that no carrier has put into its own queue: those made ready from outside
 * the carriers, and the overflow of full queues. FIFO, without bound.
 */
final class GlobalRunQueue extends SpinLock {
  /*
   * A lock and a list: it is touched once in many turns, in batches. `size` is there so that an empty
   * queue costs one read per turn.
   * No memory: who comes here is in no other queue any more and must not be lost. So the list is linked
   *            through its members, as Go's is: nothing is allocated; a link is cut as its member leaves.
   * Twice:     who looks at the stack of a virtual thread that is ready makes it ready once more, for it may have been
   *            taken out and sent back meanwhile. Whoever is in the list already is not added: it runs later than now
   *            all the same. In another queue it may stand as well.
   * Rejected:  a ring that grows. Where no memory is left to grow it, who must queue something can only
   *            try again, for ever if what holds the memory is what is queued.
   */
  private @Nullable Ready head;
  private @Nullable Ready tail;
  private volatile int size;
  private volatile long taken;
  private long submitted;

  @Override
  protected LockRank rank() {
    return LockRank.RUN_QUEUE;
  }

  /** From outside the carriers: {@code r} has become ready. */
  void submit(Ready r) {
    acquireReserved();
    if (submitted++ % Carrier.TIMED_EVERY == 0) {
      r.time();
    }
    size = size + add(r);
    release();
  }

  void put(Ready r) {
    acquireReserved();
    size = size + add(r);
    release();
  }

  void putAll(Ready[] batch, int n) {
    acquireReserved();
    int added = 0;
    for (int i = 0; i < n; i++) {
      added += add(batch[i]);
    }
    size = size + added;
    release();
  }

  @Nullable Ready poll() {
    if (size == 0) {
      return null;
    }
    acquireReserved();
    var r = remove();
    if (r != null) {
      size = size - 1;
    }
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
    int room = Math.min(most, into.length);
    int n = 0;
    for (var r = room > 0 ? remove() : null; r != null; r = n < room ? remove() : null) {
      into[n++] = r;
    }
    size = size - n;
    taken = taken + 1;
    release();
    return n;
  }

  /** How many it has added. */
  private int add(Ready r) {
    if (r.behind != null || r == tail) {
      return 0;
    }
    if (tail == null) {
      head = r;
    } else {
      tail.behind = r;
    }
    tail = r;
    return 1;
  }

  private @Nullable Ready remove() {
    var r = head;
    if (r != null) {
      head = r.behind;
      r.behind = null;
      if (head == null) {
        tail = null;
      }
    }
    return r;
  }

  int size() {
    return size;
  }

  /** Another number whenever something has been taken out. */
  long taken() {
    return taken;
  }

  void forEach(Consumer<Goroutine> action) {
    var copy = new ArrayList<Ready>();
    acquireReserved();
    try {
      for (var r = head; r != null; r = r.behind) {
        copy.add(r);
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
