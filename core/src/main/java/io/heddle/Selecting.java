// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static java.util.Objects.requireNonNull;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.WaitedOn;
import io.heddle.internal.wait.Waiter;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The mechanism of select, under both its forms: chooses one of several cases. */
final class Selecting implements WaitedOn {
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
   * Failing:    as in ChannelCore; all that allocates under the locks is in lookOrUnlock and enqueueAll.
   * Allocation: the arrays are kept and reused as long as the cases fit. What a loop selects among is
   *             mostly the same each time: then the arrays are right as they are, and nothing is stored
   *             into them (a store of a reference into an old array costs a fence, G1).
   * Go: select.go. There a random permutation is drawn first; here only the one number that counts.
   * Checked by: SelectTest, SelectMatrixTest, SelectInterruptTest, GoSelectStressTest
   */

  private static final Waiter[] NONE = {};

  /** The cases that take part. */
  private SelectCase[] active = new SelectCase[4];

  /** Their channels. */
  private ChannelCore<?>[] cores = new ChannelCore<?>[4];

  private int activeCount;

  /** The same channels, each once, in the order in which they are locked. */
  private ChannelCore<?>[] locks = new ChannelCore<?>[4];

  private int lockCount;

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
    StackReserve.touchTwice();
    prepare(cases, n);
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(mayWait ? Op.SELECT : Op.TRY_SELECT, channels());
    }
    if (activeCount == 0) {
      return mayWait ? waitForNothing(n, deadline) : null;
    }
    if (!mayWait && activeCount == 1 && active[0].hadNothing()) {
      return null;
    }
    lockAll();
    var ready = lookOrUnlock(ordered);
    if (ready != null || !mayWait) {
      unlockAndWake();
      return ready;
    }
    var waiters = enqueueAll();
    unlockAndWake();
    return await(waiters, deadline);
  }

  private void prepare(SelectCase[] cases, int n) {
    if (active.length < n) {
      forget();
      int length = Math.max(n, active.length * 2);
      var moreCores = new ChannelCore<?>[length];
      var moreLocks = new ChannelCore<?>[length];
      active = new SelectCase[length];
      cores = moreCores;
      locks = moreLocks;
    }
    int count = 0;
    boolean same = true;
    for (int i = 0; i < n; i++) {
      var core = cases[i].core();
      if (core != null) {
        if (active[count] != cases[i] || cores[count] != core) {
          active[count] = cases[i];
          cores[count] = core;
          same = false;
        }
        count++;
      }
    }
    if (!same || count != activeCount) {
      Arrays.fill(active, count, Math.max(count, activeCount), null);
      Arrays.fill(cores, count, Math.max(count, activeCount), null);
      activeCount = count;
      System.arraycopy(cores, 0, locks, 0, count);
      Arrays.fill(locks, count, Math.max(count, lockCount), null);
      lockCount = count;
      sortAndDropDuplicates();
    }
  }

  /** What it was prepared for is not so any more. */
  void forget() {
    Arrays.fill(active, 0, activeCount, null);
    Arrays.fill(cores, 0, activeCount, null);
    Arrays.fill(locks, 0, lockCount, null);
    activeCount = 0;
    lockCount = 0;
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

  /** As {@link #look}; where there is no memory for it no lock is held any more. */
  private @Nullable SelectCase lookOrUnlock(boolean ordered) {
    try {
      return look(ordered);
    } catch (OutOfMemoryError e) {
      unlockAndWake();
      throw e;
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
      int skip = ordered || ready == 1 ? 0 : draw(ready);
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

  private Object[] channels() {
    return Arrays.copyOf(locks, lockCount, Object[].class);
  }

  private static int draw(int bound) {
    var b = BubbleScheduler.here();
    return b != null ? b.draw(bound) : ThreadLocalRandom.current().nextInt(bound);
  }

  /** All or, where there is no memory, none: then no lock is held any more. */
  private Waiter[] enqueueAll() {
    var waiters = NONE;
    try {
      var selection = new Selection(WaitReason.SELECT, this);
      waiters = new Waiter[activeCount];
      for (int i = 0; i < activeCount; i++) {
        var w = new Waiter(WaitReason.SELECT, cores[i], selection);
        w.index = i;
        waiters[i] = w;
        active[i].enqueue(w);
      }
      return waiters;
    } catch (OutOfMemoryError e) {
      for (int i = 0; i < waiters.length && waiters[i] != null; i++) {
        active[i].dequeue(waiters[i]);
      }
      unlockAndWake();
      throw e;
    }
  }

  private @Nullable SelectCase await(Waiter[] waiters, long deadline) throws InterruptedException {
    var selection = requireNonNull(waiters[0].selection);
    var outcome = Parker.park(selection.waiter(), deadline);
    if (outcome != Parker.Outcome.WOKEN) {
      if (selection.withdraw()) {
        dequeue(waiters);
        outcome.raise();
        return null;
      }
      Parker.awaitWoken(selection.waiter());
      outcome.keepInterrupt();
    }
    dequeue(waiters);
    return winnerOf(selection);
  }

  private SelectCase winnerOf(Selection selection) {
    var w = selection.winner();
    if (w == null) {
      throw new IllegalStateException("a select was woken without a winner");
    }
    var c = active[w.index];
    c.won(w);
    return c;
  }

  /** Only others can have taken one out meanwhile: one that seems gone is gone. */
  private void dequeue(Waiter[] waiters) {
    for (int i = 0; i < waiters.length; i++) {
      var w = waiters[i];
      if (w.isQueued()) {
        cores[i].acquireReserved();
        active[i].dequeue(w);
        cores[i].release();
      }
    }
  }

  /** What it waits on, while it waits: its channels. */
  @Override
  public String inDump() {
    return Arrays.stream(locks, 0, lockCount)
        .filter(Objects::nonNull)
        .map(ChannelCore::inDump)
        .collect(Collectors.joining(", "));
  }

  /** No channel at all: only the deadline or an interrupt ends it. */
  private static @Nullable SelectCase waitForNothing(int cases, long deadline)
      throws InterruptedException {
    var reason = cases == 0 ? WaitReason.SELECT_NO_CASES : WaitReason.SELECT;
    var selection = new Selection(reason, null);
    StackReserve.touch();
    Parker.park(selection.waiter(), deadline).raise();
    return null;
  }
}
