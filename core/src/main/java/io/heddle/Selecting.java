// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.WaitedOn;
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
   * Again:      a Selector's next turn waits by the same selection and the same waiters, one for each
   *             case, if nobody else can still know them: a late claim would decide that turn. Who may:
   *             a waker that has found one of them in its channel's queue and is about to try to claim
   *             it, under that channel's lock; and a close, which has detached its queue and goes through
   *             it without the lock. So a turn ends with a look at each loser under its channel's lock;
   *             if one of the channels has been closed, the next turn makes new ones. A claim that has
   *             succeeded is waited for (isWoken), and is the last that its waker does with a waiter.
   *             A turn that fails in its middle leaves all of them where they are.
   *             Not beside a race detector, which remembers waiters.
   * Allocation: the arrays are kept and reused as long as the cases fit. What a loop selects among is
   *             mostly the same each time: then the arrays are right as they are, and nothing is stored
   *             into them (a store of a reference into an old array costs a fence, G1).
   * Go: select.go. There a random permutation is drawn first; here only the one number that counts.
   * Checked by: SelectTest, SelectMatrixTest, SelectInterruptTest, GoSelectStressTest
   */

  /** By which it waited last. */
  private @Nullable Selection selection;

  /** That one, and the waiters of the cases, are known to nobody else. */
  private boolean isAtRest;

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
    var waits = enqueueAll();
    unlockAndWake();
    return await(waits, deadline);
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
      lockCount = LockOrder.sort(locks, count);
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
  private Selection enqueueAll() {
    int enqueued = 0;
    try {
      var s = renewedSelection();
      for (int i = 0; i < activeCount; i++) {
        active[i].waitBy(s, cores[i], i);
      }
      while (enqueued < activeCount) {
        active[enqueued++].enqueue(); // where it fails, it may stand in the queue all the same
      }
      return s;
    } catch (OutOfMemoryError e) {
      for (int i = 0; i < enqueued; i++) {
        active[i].dequeue();
      }
      unlockAndWake();
      throw e;
    }
  }

  private Selection renewedSelection() {
    var s = selection;
    if (s != null && isAtRest) {
      isAtRest = false;
      s.renew();
    } else {
      s = new Selection(WaitReason.SELECT, this);
      selection = s;
    }
    return s;
  }

  private @Nullable SelectCase await(Selection s, long deadline) throws InterruptedException {
    var outcome = Parker.park(s, deadline);
    if (outcome != Parker.Outcome.WOKEN) {
      if (s.withdraw()) {
        leave(s, -1);
        outcome.raise();
        return null;
      }
      Parker.awaitWoken(s.waiter());
      outcome.keepInterrupt();
    }
    var w = s.winner();
    if (w == null) {
      throw new IllegalStateException("a select was woken without a winner");
    }
    active[w.index].won();
    leave(s, w.index);
    return active[w.index];
  }

  /** Ends a turn that has waited: the losers leave their queues. See "Again". */
  private void leave(Selection s, int winner) {
    boolean isKnown = Race.ON;
    for (int i = 0; i < activeCount; i++) {
      if (i != winner) {
        cores[i].acquireReserved();
        active[i].dequeue();
        isKnown |= cores[i].isClosedForSend();
        cores[i].release();
      }
    }
    s.rest();
    isAtRest = !isKnown;
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
