// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where goroutines wait that no carrier has put into its own queue: those made ready from outside
 * the carriers, and the overflow of full queues. FIFO, without bound.
 */
final class GlobalRunQueue extends SpinLock {
  /*
   * A lock and a deque: it is touched once in many turns, in batches. `size` is written under the
   * lock and read without it, so that an empty queue costs one read per turn.
   */
  private final ArrayDeque<Ready> queue = new ArrayDeque<>();
  private volatile int size;
  private long submitted;

  /** From outside the carriers: {@code r} has become ready. */
  void submit(Ready r) {
    acquire();
    try {
      if (submitted++ % Carrier.TIMED_EVERY == 0) {
        r.time();
      }
      queue.add(r);
      size = queue.size();
    } finally {
      release();
    }
  }

  @Override
  protected LockRank rank() {
    return LockRank.RUN_QUEUE;
  }

  void put(Ready r) {
    acquire();
    try {
      queue.add(r);
      size = queue.size();
    } finally {
      release();
    }
  }

  void putAll(Ready[] batch, int n) {
    acquire();
    try {
      for (int i = 0; i < n; i++) {
        queue.add(batch[i]);
      }
      size = queue.size();
    } finally {
      release();
    }
  }

  @Nullable Ready poll() {
    if (size == 0) {
      return null;
    }
    acquire();
    try {
      var r = queue.poll();
      size = queue.size();
      return r;
    } finally {
      release();
    }
  }

  /** Takes up to {@code most} of the oldest into {@code into}; returns how many. */
  int poll(Ready[] into, int most) {
    if (size == 0) {
      return 0;
    }
    acquire();
    try {
      int n = Math.min(Math.min(most, into.length), queue.size());
      for (int i = 0; i < n; i++) {
        into[i] = queue.remove();
      }
      size = queue.size();
      return n;
    } finally {
      release();
    }
  }

  int size() {
    return size;
  }

  void forEach(Consumer<Goroutine> action) {
    Ready[] copy;
    acquire();
    try {
      copy = queue.toArray(new Ready[0]);
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
