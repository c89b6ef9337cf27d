// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import java.util.Arrays;
import java.util.Objects;
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
   * line. Each task knows its place, so a stopped timer leaves at once and nothing has to be cleaned
   * up later.
   *
   * By heap place:  deadlines[i], slots[i].        By slot:  tasks[s], places[s], sequences[s].
   * A task keeps its slot while it is in the heap; what moves through the heap are a long and an int.
   * So neither a comparison nor a move touches a task, which would be a cache miss each among a
   * hundred thousand, nor stores a reference into an old array, which would be a fence each (G1).
   * Free slots are linked through places, from `freeSlot` on.
   *
   * Equal deadlines: what is added with the deadline of the one added before stands behind that in a
   *   chain (behind[s], ahead[s]), of which only the first is in the heap. In a bubble thousands have the
   *   same deadline: to add one and to take it out then costs no walk through the heap. Nobody joins a
   *   chain that is not the last one, so of two with one deadline the older has the lower sequences.
   */
  private static final int WIDTH = 4;
  private static final int NONE = -1;
  private static final int SMALLEST = 64;

  /** Memory for so many is not given back: a thousand that ring at once would need it again. */
  private static final int KEPT = 1024;

  private long[] deadlines = new long[SMALLEST];
  private int[] slots = new int[SMALLEST];

  /** Of the chains. */
  private int size;

  /** Of the tasks. */
  private int count;

  private @Nullable TimerTask[] tasks = new TimerTask[SMALLEST];
  private int[] places = new int[SMALLEST];

  /** For deadlines that are equal, as in a bubble many are. */
  private long[] sequences = new long[SMALLEST];

  private int[] behind = new int[SMALLEST];

  /** {@link #NONE} for the first of a chain. */
  private int[] ahead = new int[SMALLEST];

  /** The task that was added last, if it is still there. */
  private int newest = NONE;

  private int usedSlots;
  private int freeSlot = NONE;

  /** The task's sequence is higher than that of any other. */
  void add(TimerTask task) {
    if (count == deadlines.length) {
      resize(count * 2);
    }
    int slot = takeSlot();
    int last = newest;
    newest = slot;
    count++;
    task.slot = slot;
    sequences[slot] = task.sequence;
    behind[slot] = NONE;
    if (last != NONE && Objects.requireNonNull(tasks[last]).when == task.when) {
      behind[last] = slot;
      ahead[slot] = last;
    } else {
      ahead[slot] = NONE;
      siftUp(size++, task.when, slot);
    }
    tasks[slot] = task;
  }

  private int takeSlot() {
    if (freeSlot == NONE) {
      return usedSlots++;
    }
    int slot = freeSlot;
    freeSlot = places[slot];
    return slot;
  }

  @Nullable TimerTask first() {
    return size == 0 ? null : tasks[slots[0]];
  }

  /** When the first one is due; there is one. */
  long firstDeadline() {
    return deadlines[0];
  }

  void remove(TimerTask task) {
    int slot = task.slot;
    int place = places[slot];
    int before = ahead[slot];
    int after = behind[slot];
    task.slot = NONE;
    tasks[slot] = null;
    places[slot] = freeSlot;
    freeSlot = slot;
    count--;
    if (newest == slot) {
      newest = before;
    }
    if (after != NONE) {
      ahead[after] = before;
    }
    if (before != NONE) {
      behind[before] = after;
    } else if (after != NONE) {
      slots[place] = after;
      places[after] = place;
    } else {
      close(place);
    }
    if (count == 0) {
      shrink();
    }
  }

  /** A chain has left that place. */
  private void close(int hole) {
    size--;
    if (hole != size) {
      long when = deadlines[size];
      int last = slots[size];
      if (hole > 0 && isBefore(when, last, (hole - 1) / WIDTH)) {
        siftUp(hole, when, last);
      } else {
        siftDown(hole, when, last);
      }
    }
  }

  /** Forgets the slots, and the memory of a burst. */
  private void shrink() {
    usedSlots = 0;
    freeSlot = NONE;
    if (deadlines.length > KEPT) {
      try {
        resize(deadlines.length / 2);
      } catch (OutOfMemoryError e) {
        // stays as large as it is
      }
    }
  }

  /** All or nothing: it may find no memory. */
  private void resize(int capacity) {
    var newDeadlines = Arrays.copyOf(deadlines, capacity);
    var newSlots = Arrays.copyOf(slots, capacity);
    var newTasks = Arrays.copyOf(tasks, capacity);
    var newPlaces = Arrays.copyOf(places, capacity);
    var newBehind = Arrays.copyOf(behind, capacity);
    var newAhead = Arrays.copyOf(ahead, capacity);
    sequences = Arrays.copyOf(sequences, capacity);
    behind = newBehind;
    ahead = newAhead;
    deadlines = newDeadlines;
    slots = newSlots;
    tasks = newTasks;
    places = newPlaces;
  }

  int size() {
    return count;
  }

  private void siftUp(int hole, long when, int slot) {
    int i = hole;
    while (i > 0) {
      int parent = (i - 1) / WIDTH;
      if (!isBefore(when, slot, parent)) {
        break;
      }
      place(i, deadlines[parent], slots[parent]);
      i = parent;
    }
    place(i, when, slot);
  }

  private void siftDown(int hole, long when, int slot) {
    int i = hole;
    while (true) {
      int first = i * WIDTH + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      for (int c = first + 1; c < Math.min(first + WIDTH, size); c++) {
        if (isBefore(deadlines[c], slots[c], least)) {
          least = c;
        }
      }
      if (isBefore(when, slot, least)) {
        break;
      }
      place(i, deadlines[least], slots[least]);
      i = least;
    }
    place(i, when, slot);
  }

  private void place(int i, long when, int slot) {
    deadlines[i] = when;
    slots[i] = slot;
    places[slot] = i;
  }

  /** Whether that deadline, in that slot, comes before what stands at {@code other}. */
  private boolean isBefore(long when, int slot, int other) {
    long than = deadlines[other];
    return when < than || when == than && sequences[slot] < sequences[slots[other]];
  }
}
