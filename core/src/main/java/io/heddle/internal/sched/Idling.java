// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.wait.CoarseClock;
import java.util.concurrent.locks.LockSupport;

/**
 * How one carrier waits for work that it has not found: it searches on for a moment, then it
 * sleeps. The carrier's side of the protocol of {@link IdleCarriers}.
 */
final class Idling {
  /*
   *                  nothing found            still nothing after `spins`
   *   WORKING ──────────────────────▶ SEARCHING ──────────────────────▶ ASLEEP
   *      ▲      work found: endSearch    │  ▲     woken by a submitter     │
   *      └───────────────────────────────┘  └──────────────────────────────┘
   *                                          (a timer, a lower maxProcs: to WORKING, not counted)
   *
   * Spins: as many as have paid lately. One that found work doubles them, one in vain takes a quarter off.
   *
   * Who searches is counted in IdleCarriers.searching; who wakes a sleeper counts it beforehand.
   */
  private static final int MOST_SPINS = 200;
  private static final int LEAST_SPINS = 8;
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Carrier owner;
  private final CarrierScheduler scheduler;
  private final IdleCarriers idle;

  /** True while the owner counts among the searching ones. */
  private boolean isSearching;

  /** Set by who wakes the owner. */
  private volatile boolean signalled;

  /** How often it looks before it sleeps. */
  private int spins = MOST_SPINS;

  /** When somebody woke it last; 0 if it woke by itself. */
  private long wokenAt;

  Idling(Carrier owner) {
    this.owner = owner;
    this.scheduler = owner.scheduler;
    this.idle = scheduler.idle;
  }

  /** Called by others, who have taken the owner out of the sleepers. */
  void signal() {
    signalled = true;
    LockSupport.unpark(owner);
  }

  /** Owner only: it has found work, or leaves the search to others. */
  void endSearch() {
    if (isSearching) {
      isSearching = false;
      idle.stopSearching();
      if (scheduler.global.size() > 0) {
        idle.wakeOne();
      } else {
        idle.wakeFor(owner.queue.size());
      }
    }
  }

  /** Owner only: returns when there may be work. */
  void untilWork() {
    if (!isSearching) {
      isSearching = true;
      idle.startSearching();
    }
    long outOfWork = TimeSource.now();
    if (spin()) {
      return;
    }
    isSearching = false;
    if (wokenAt != 0) {
      idle.wakeUp.learn(outOfWork - wokenAt);
    }
    idle.stopSearching();
    signalled = false;
    owner.forgetTaken(); // before it counts as idle: who finds all idle finds nobody kept
    idle.enter(owner);
    boolean found = owner.seesWork();
    if (!found) {
      long deadline = idle.claimDeadline(TimerService.get().next());
      sleep(deadline);
      idle.returnDeadline(deadline);
    }
    boolean woken = !idle.leave(owner); // who did so has counted it as searching
    isSearching = woken || found;
    if (found && !woken) {
      idle.startSearching(); // so that it wakes the next one if there is more
    }
    long now = TimeSource.now();
    wokenAt = woken ? now : 0;
    if (woken) {
      owner.isWoken();
    }
    CoarseClock.update(now);
    scheduler.watchdog.wake();
  }

  private boolean spin() {
    if (idle.searching() > Math.max(1, Math.min(PROCESSORS, scheduler.carriers.procs()) / 2)) {
      return false;
    }
    for (int i = 0; i < spins; i++) {
      if (owner.seesWork()) {
        spins = Math.min(MOST_SPINS, 2 * spins);
        return true;
      }
      Thread.onSpinWait();
    }
    spins = Math.max(LEAST_SPINS, spins - spins / 4);
    return false;
  }

  /** Sleeps until signalled or the deadline; the last one to sleep looks after the others. */
  private void sleep(long deadline) {
    long check = scheduler.quiescence.firstCheck(TimerService.get().next());
    long unusedSince = TimeSource.now(); // a park may be ended by a stranger's interrupt
    while (!signalled && !scheduler.carriers.hasSurplus() && !scheduler.carriers.isUnused()) {
      long until = Math.min(deadline, check);
      var _ = Thread.interrupted(); // a stranger's: else no park would wait any more
      long now = TimeSource.now();
      if (until == TimeSource.NEVER) {
        long left = RuntimeThreads.UNUSED_NANOS - (now - unusedSince);
        if (left > 0) {
          LockSupport.parkNanos(owner, left);
        } else {
          unusedSince = now;
          scheduler.carriers.endIfUnused();
        }
        continue;
      }
      if (now < until) {
        LockSupport.parkNanos(owner, until - now);
      } else if (now >= deadline) {
        return;
      } else {
        idle.wakeLast(owner); // among 100,000 goroutines the check takes 20 ms
        check = scheduler.quiescence.check();
        if (owner.queue.size() > 0) {
          return; // it has woken the caller of a nested program, on this carrier
        }
      }
    }
  }

  /** For {@code inWords} of the owner. */
  String inWords() {
    return (isSearching ? ", searches" : "") + (signalled ? ", signalled" : "");
  }
}
