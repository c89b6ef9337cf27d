// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/** The goroutines that ended last, for who finds their thread's id in a lock. */
final class Ended {
  /*
   * A goroutine that ends with a lock held leaves its thread's id there, which tells nobody anything. To
   * look for such locks at each end would cost more than the end. So the last few are remembered: two
   * stores each. Written by one thread at a time; a reader may miss one, or see the id of one with
   * the thread of another, which the second look at the thread's id tells.
   */
  private static final int MOST = 128;

  private final long[] threads = new long[MOST];
  private final long[] goroutines = new long[MOST];
  private int next;

  void add(long thread, long goroutine) {
    int i = next++ & MOST - 1;
    goroutines[i] = goroutine;
    threads[i] = thread;
  }

  /** Those that another has seen. */
  void addAll(Ended other) {
    for (int i = 0; i < MOST; i++) {
      if (other.goroutines[i] != 0) {
        add(other.threads[i], other.goroutines[i]);
      }
    }
  }

  /** The goroutine's id; 0 if it is not among the last. */
  long goroutineOf(long thread) {
    for (int i = 0; i < MOST; i++) {
      if (threads[i] == thread) {
        long id = goroutines[i];
        if (threads[i] == thread) {
          return id;
        }
      }
    }
    return 0;
  }
}
