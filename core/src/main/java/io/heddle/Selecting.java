// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.WaitReason;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The mechanism of select, under both its forms: chooses one of several cases. */
final class Selecting {
  /*
   * look:   lock the channels of all cases, each once, in the order of their ids; count the cases that
   *         are ready; if any, draw one of them and make it happen. That is one decision on one
   *         snapshot, and uniform over the ready cases, duplicates counting.
   * wait:   still under all locks, enqueue one waiter per case, all sharing one Selection; unlock;
   *         park. Whoever comes to one of the channels claims the selection (CAS), fills in that
   *         case's waiter and unparks.
   * leave:  unlink the cases that lost, each under its own channel's lock alone: the decision has been
   *         made, and a waker that meets one of them drops it.
   * A ready case may turn out not to be, when its only counterpart is another select that is being
   * decided on a channel that is not locked here: then look again.
   * A select never meets itself: while it looks it is in no queue.
   *
   * Locking:    channels in id order; nothing is run under them but the cases' own few lines.
   * Allocation: the arrays are kept and reused as long as the cases fit.
   * Go: select.go. There a random permutation is drawn first; here only the one number that counts.
   * Checked by: SelectTest, SelectMatrixTest, SelectInterruptTest, GoSelectStressTest
   */
  private ChannelCore<?>[] locks = new ChannelCore<?>[4];
  private int lockCount;
  private SelectCase[] active = new SelectCase[4];
  private int activeCount;

  /**
   * Waits until one of the cases has happened.
   *
   * @param deadline until when to wait, by {@link TimeSource}; {@link TimeSource#NEVER}
   * @param mayWait false: null at once if none is ready
   * @return the case, or null when it was too late
   */
  @Nullable SelectCase choose(
      SelectCase[] cases, int n, boolean ordered, boolean mayWait, long deadline)
      throws InterruptedException {
    prepare(cases, n);
    try {
      if (activeCount == 0) {
        return mayWait ? waitForNothing(n, deadline) : null;
      }
      if (!mayWait && activeCount == 1 && active[0].hadNothing()) {
        return null;
      }
      lockAll();
      var ready = look(ordered);
      if (ready != null) {
        unlockAndWake();
        return ready;
      }
      if (!mayWait) {
        unlockAndWake();
        return null;
      }
      var selection = enqueueAll();
      unlockAndWake();
      return await(selection, deadline);
    } finally {
      Arrays.fill(active, 0, activeCount, null);
      Arrays.fill(locks, 0, lockCount, null);
    }
  }

  private void prepare(SelectCase[] cases, int n) {
    if (active.length < n) {
      active = new SelectCase[Math.max(n, active.length * 2)];
      locks = new ChannelCore<?>[active.length];
    }
    activeCount = 0;
    lockCount = 0;
    for (int i = 0; i < n; i++) {
      var core = cases[i].core();
      if (core != null) {
        active[activeCount++] = cases[i];
        locks[lockCount++] = core;
      }
    }
    sortAndDropDuplicates();
  }

  private void sortAndDropDuplicates() {
    if (lockCount < 2) {
      return;
    }
    if (lockCount <= 8) {
      insertionSort();
    } else {
      sortMany();
    }
    int kept = 1;
    for (int i = 1; i < lockCount; i++) {
      if (locks[i] != locks[i - 1]) {
        locks[kept++] = locks[i];
      }
    }
    Arrays.fill(locks, kept, lockCount, null);
    lockCount = kept;
  }

  private void insertionSort() {
    for (int i = 1; i < lockCount; i++) {
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
  private void sortMany() {
    long last = locks[0].id(); // new channels get their ids here, in the order of the cases
    boolean isSorted = true;
    for (int i = 1; i < lockCount; i++) {
      long id = locks[i].id();
      isSorted &= last <= id;
      last = id;
    }
    if (!isSorted) {
      for (int i = lockCount / 2 - 1; i >= 0; i--) {
        siftDown(i, lockCount);
      }
      for (int end = lockCount - 1; end > 0; end--) {
        var largest = locks[0];
        locks[0] = locks[end];
        locks[end] = largest;
        siftDown(0, end);
      }
    }
  }

  private void siftDown(int from, int end) {
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

  private void lockAll() {
    locks[0].acquire();
    for (int i = 1; i < lockCount; i++) {
      locks[i].acquireNested();
    }
  }

  private void unlockAndWake() {
    for (int i = lockCount - 1; i >= 0; i--) {
      locks[i].releaseAndWake();
    }
  }

  /** Makes one of the ready cases happen; null if none is. */
  private @Nullable SelectCase look(boolean ordered) {
    while (true) {
      int ready = 0;
      for (int i = 0; i < activeCount; i++) {
        if (active[i].isReady()) {
          ready++;
        }
      }
      if (ready == 0) {
        return null;
      }
      int skip = ordered || ready == 1 ? 0 : ThreadLocalRandom.current().nextInt(ready);
      for (int i = 0; i < activeCount; i++) {
        if (active[i].isReady() && skip-- == 0) {
          if (active[i].attempt()) {
            return active[i];
          }
          break;
        }
      }
    }
  }

  /** All or, where there is no memory, none: then no lock is held any more. */
  private Selection enqueueAll() {
    try {
      var selection = new Selection(WaitReason.SELECT, Arrays.copyOf(locks, lockCount));
      for (int i = 0; i < activeCount; i++) {
        active[i].enqueue(selection);
      }
      return selection;
    } catch (OutOfMemoryError e) {
      for (int i = 0; i < activeCount; i++) {
        active[i].dequeue();
        active[i].waiter = null;
      }
      unlockAndWake();
      throw e;
    }
  }

  private @Nullable SelectCase await(Selection selection, long deadline)
      throws InterruptedException {
    try {
      return awaitDecision(selection, deadline);
    } finally {
      for (int i = 0; i < activeCount; i++) {
        active[i].waiter = null; // with the value that it holds
      }
    }
  }

  private @Nullable SelectCase awaitDecision(Selection selection, long deadline)
      throws InterruptedException {
    var outcome = Parker.park(selection.waiter(), deadline);
    if (outcome != Parker.Outcome.WOKEN) {
      if (selection.withdraw()) {
        dequeueAll();
        if (outcome == Parker.Outcome.INTERRUPTED) {
          throw new InterruptedException();
        }
        return null;
      }
      Parker.awaitWoken(selection.waiter());
      if (outcome == Parker.Outcome.INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
    }
    dequeueAll();
    return winnerOf(selection);
  }

  private SelectCase winnerOf(Selection selection) {
    var w = selection.winner();
    for (int i = 0; i < activeCount; i++) {
      var c = active[i];
      if (c.waiter == w && w != null) {
        c.won(w);
        return c;
      }
    }
    throw new IllegalStateException("a select was woken without a winner");
  }

  private void dequeueAll() {
    for (int i = 0; i < activeCount; i++) {
      var c = active[i];
      var core = c.core();
      // Only others can have taken it out meanwhile: one that seems gone is gone.
      if (core != null && c.waiter != null && c.waiter.isQueued()) {
        core.acquire();
        c.dequeue();
        core.release();
      }
    }
  }

  /** No channel at all: only the deadline or an interrupt ends it. */
  private static @Nullable SelectCase waitForNothing(int cases, long deadline)
      throws InterruptedException {
    var reason = cases == 0 ? WaitReason.SELECT_NO_CASES : WaitReason.SELECT;
    var selection = new Selection(reason, null);
    if (Parker.park(selection.waiter(), deadline) == Parker.Outcome.INTERRUPTED) {
      throw new InterruptedException();
    }
    return null;
  }
}
