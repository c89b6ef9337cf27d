// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** The carriers that sleep because there is nothing to run, and whom to wake when there is. */
final class IdleCarriers extends SpinLock {
  /*
   * The parking problem: wake nobody in vain (a wake-up of a platform thread costs microseconds on
   * both sides), and never leave work lying while a carrier sleeps.
   *
   *   submit:   store the work ─ full fence ─ anybody searching? then done
   *                                        ─ anybody idle? then make it a searcher and unpark it
   *   go idle:  stop searching (RMW) ─ push oneself (counted) ─ full fence ─ look everywhere again
   *                                 ─ found? leave the stack, search on ─ else park
   *   found:    stop searching; if that was the last searcher, do as if submitting
   *   in vain:  counted a searcher, and found nobody to wake: uncount it (RMW) and begin again at
   *             "anybody idle?", for others may have relied on it meanwhile
   *
   * The two fences make it impossible that the submitter sees nobody idle and nobody searching while
   * the one that goes idle does not see the work.
   *
   * Does it pay: to wake a platform thread costs 5 µs and more, as much as to run twenty goroutines
   *           that only pass something on. So what a carrier puts into its own queue, and would soon
   *           run itself, wakes somebody only from `wakeUp.worth()` queued ones on, and a carrier that is awake
   *           steals only from queues of `theft.worth()` or more: see Worth. A carrier that was woken has been
   *           sent for, and takes what there is. What is left lying the watchdog sees to, within a
   *           millisecond; a queue's owner that computes on cannot hide it from that.
   *
   * Searchers: carriers that look for work without having any. At most one at a time is woken for
   * all submissions, and it wakes the next when it finds some: a burst wakes carriers one after the
   * other, a trickle wakes one.
   *
   * Timekeeper: of the sleepers the one whose park ends at `sleepingUntil`, the earliest timer. One
   * that finds an earlier deadline when it goes to sleep takes over. Alarms are SPACING_NANOS apart at
   * least: what is due in between rings with the next. A thousand tickers of 10 ms woke a carrier
   * 10,000 times a second, for ten of them each time; a timer due later than that after an alarm is not late for it. Where
   * CROWD timers are armed, it is CROWD_SPACING_NANOS: Go's sleeps are up to a millisecond longer for the same reason.
   */
  private static final long SPACING_NANOS = 200_000;

  private static final long CROWD_SPACING_NANOS = 1_000_000;
  private static final int CROWD = 64;

  private final AtomicInteger searching = new AtomicInteger();

  /** When it pays to wake a carrier. */
  final Worth wakeUp = new Worth(30_000);

  /** When it pays a carrier that is out of work to take others'. */
  final Worth theft = new Worth(3_000);

  private Carrier[] stack = new Carrier[16];
  private volatile int size;
  private long sleepingUntil = TimeSource.NEVER;

  /** When somebody with a deadline woke last. */
  private long lastAlarm = Long.MIN_VALUE / 2;

  @Override
  protected LockRank rank() {
    return LockRank.IDLE_CARRIERS;
  }

  int size() {
    return size;
  }

  int searching() {
    return searching.get();
  }

  void startSearching() {
    searching.incrementAndGet();
  }

  /** A full fence: what is looked at afterwards is seen as it was left by submitters. */
  void stopSearching() {
    searching.decrementAndGet();
  }

  /** Wakes one for work that the calling carrier has in its own queue, if that pays. */
  void wakeFor(int queued) {
    if (queued >= wakeUp.worth()) {
      wakeOne();
    }
  }

  /** Wakes one for work that was stored before the call, unless somebody will find it anyway. */
  void wakeOne() {
    VarHandle.fullFence();
    while (size != 0 && searching.get() == 0 && searching.compareAndSet(0, 1)) {
      if (popAndUnpark()) {
        return;
      }
      stopSearching();
    }
  }

  /** Wakes one whether or not others search; it counts as searching. */
  void wakeOneMore() {
    searching.incrementAndGet();
    if (!popAndUnpark()) {
      stopSearching();
      wakeOne();
    }
  }

  private boolean popAndUnpark() {
    Carrier c;
    acquireReserved();
    try {
      if (size == 0) {
        return false;
      }
      c = stack[size - 1];
      removeAt(size - 1);
    } finally {
      release();
    }
    c.signal();
    return true;
  }

  void enter(Carrier c) {
    acquireReserved();
    try {
      if (size == stack.length) {
        stack = Arrays.copyOf(stack, size * 2);
      }
      stack[size] = c;
      size = size + 1;
    } finally {
      release();
    }
    VarHandle.fullFence();
  }

  /** From now on it is the last to be woken: it does something meanwhile. */
  void wakeLast(Carrier c) {
    acquireReserved();
    try {
      int i = indexOf(c);
      if (i > 0) {
        System.arraycopy(stack, 0, stack, 1, i);
        stack[0] = c;
      }
    } finally {
      release();
    }
  }

  /** True if it was still there; false: somebody has woken it, and counted it as searching. */
  boolean leave(Carrier c) {
    acquireReserved();
    try {
      int i = indexOf(c);
      if (i >= 0) {
        removeAt(i);
      }
      return i >= 0;
    } finally {
      release();
    }
  }

  private int indexOf(Carrier c) {
    int i = size - 1;
    while (i >= 0 && stack[i] != c) {
      i--;
    }
    return i;
  }

  /** Until when this one must sleep: the next timer, or for ever if another one minds it. */
  long claimDeadline(long nextTimer) {
    long spacing = TimerService.get().roughSize() < CROWD ? SPACING_NANOS : CROWD_SPACING_NANOS;
    acquireReserved();
    try {
      long until = Math.max(nextTimer, lastAlarm + spacing);
      if (until >= sleepingUntil) {
        return TimeSource.NEVER;
      }
      sleepingUntil = until;
      return until;
    } finally {
      release();
    }
  }

  /** Somebody who had claimed this deadline has woken, then or earlier. */
  void returnDeadline(long claimed) {
    if (claimed == TimeSource.NEVER) {
      return;
    }
    acquireReserved();
    try {
      if (sleepingUntil == claimed) {
        sleepingUntil = TimeSource.NEVER;
        lastAlarm = Math.min(claimed, TimeSource.now());
      }
    } finally {
      release();
    }
  }

  private void removeAt(int i) {
    int last = size - 1;
    System.arraycopy(stack, i + 1, stack, i, last - i);
    clear(last);
    size = last;
  }

  @SuppressWarnings("NullAway") // slots from `size` on are empty
  private void clear(int i) {
    stack[i] = null;
  }
}
