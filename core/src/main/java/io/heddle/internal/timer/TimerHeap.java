// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline: a 4-ary heap, as in Go's runtime. Adding, and removing from anywhere, cost
 * O(log n).
 *
 * <p>Not synchronized: {@link TimerService} guards it.
 */
final class TimerHeap {
  /*
   * Children of i are 4i+1 … 4i+4: half the depth of a binary heap, and siblings share a cache
   * line. Each task knows its place (`position`), so a stopped timer leaves at once and nothing has
   * to be cleaned up later.
   */
  private static final int WIDTH = 4;
  private @Nullable TimerTask[] tasks = new TimerTask[64];
  private int size;

  void add(TimerTask task) {
    if (size == tasks.length) {
      tasks = Arrays.copyOf(tasks, size * 2);
    }
    siftUp(size++, task);
  }

  @Nullable TimerTask first() {
    return tasks[0];
  }

  void remove(TimerTask task) {
    int hole = task.position;
    task.position = -1;
    var last = at(--size);
    tasks[size] = null;
    if (last != task) {
      if (hole > 0 && isBefore(last, at((hole - 1) / WIDTH))) {
        siftUp(hole, last);
      } else {
        siftDown(hole, last);
      }
    }
    if (tasks.length > 1024 && size < tasks.length / 8) {
      tasks = Arrays.copyOf(tasks, tasks.length / 2);
    }
  }

  int size() {
    return size;
  }

  private void siftUp(int hole, TimerTask task) {
    int i = hole;
    while (i > 0) {
      int parent = (i - 1) / WIDTH;
      var above = at(parent);
      if (!isBefore(task, above)) {
        break;
      }
      place(above, i);
      i = parent;
    }
    place(task, i);
  }

  private void siftDown(int hole, TimerTask task) {
    int i = hole;
    while (true) {
      int first = i * WIDTH + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      for (int c = first + 1; c < Math.min(first + WIDTH, size); c++) {
        if (isBefore(at(c), at(least))) {
          least = c;
        }
      }
      var below = at(least);
      if (!isBefore(below, task)) {
        break;
      }
      place(below, i);
      i = least;
    }
    place(task, i);
  }

  private void place(TimerTask task, int i) {
    tasks[i] = task;
    task.position = i;
  }

  @SuppressWarnings("NullAway") // below `size` there are no nulls
  private TimerTask at(int i) {
    return tasks[i];
  }

  private static boolean isBefore(TimerTask a, TimerTask b) {
    return a.when < b.when || a.when == b.when && a.sequence < b.sequence;
  }
}
