// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Arrays;

/** The order in which the locks of several channels are taken: by id, each once. */
final class LockOrder {
  private static final int FEW = 8;

  private LockOrder() {}

  /** Sorts the first {@code n}, and drops duplicates; returns how many remain. */
  static int sort(ChannelCore<?>[] locks, int n) {
    if (n < 2) {
      return n;
    }
    if (n <= FEW) {
      insertionSort(locks, n);
    } else {
      sortMany(locks, n);
    }
    int kept = 1;
    for (int i = 1; i < n; i++) {
      if (locks[i] != locks[i - 1]) {
        locks[kept++] = locks[i];
      }
    }
    Arrays.fill(locks, kept, n, null);
    return kept;
  }

  private static void insertionSort(ChannelCore<?>[] locks, int n) {
    for (int i = 1; i < n; i++) {
      var c = locks[i];
      int j = i - 1;
      while (j >= 0 && locks[j].id() > c.id()) {
        locks[j + 1] = locks[j];
        j--;
      }
      locks[j + 1] = c;
    }
  }

  /** Heap sort, as in Go: {@link Arrays#sort} allocates. Mostly they are in order already. */
  private static void sortMany(ChannelCore<?>[] locks, int n) {
    long last = locks[0].id(); // new channels get their ids here, in the order of the cases
    boolean isSorted = true;
    for (int i = 1; i < n; i++) {
      long id = locks[i].id();
      isSorted &= last <= id;
      last = id;
    }
    if (!isSorted) {
      for (int i = n / 2 - 1; i >= 0; i--) {
        siftDown(locks, i, n);
      }
      for (int end = n - 1; end > 0; end--) {
        var largest = locks[0];
        locks[0] = locks[end];
        locks[end] = largest;
        siftDown(locks, 0, end);
      }
    }
  }

  private static void siftDown(ChannelCore<?>[] locks, int from, int end) {
    var c = locks[from];
    int i = from;
    for (int child = 2 * i + 1; child < end; child = 2 * i + 1) {
      if (child + 1 < end && locks[child].id() < locks[child + 1].id()) {
        child++;
      }
      if (c.id() >= locks[child].id()) {
        break;
      }
      locks[i] = locks[child];
      i = child;
    }
    locks[i] = c;
  }
}
