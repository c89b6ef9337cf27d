// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.wait.CoarseClock;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees to it that nobody waits behind a goroutine that does not let go: one that computes without a
 * blocking call, or is stuck in a native call, a file operation, a class initializer. Go's {@code
 * sysmon}.
 */
final class Watchdog implements Runnable {
  /*
   * A carrier, as the watchdog sees it from tick to tick:
   *
   *                 a turn ended
   *        ┌──────────────────────────────┐
   *        ▼                              │
   *    MOVING ──same turn, work waits──▶ HOLDING ──10 ms──▶ STUCK ──the turn ends──▶ spare, or MOVING
   *                                       │                   │
   *                    others may take its next slot;   one more carrier runs
   *                    an idle carrier is woken
   *
   * Work waits: something in a queue, or in the holder's next slot, or a timer is overdue.
   * Ticks:      FINE while there is something to do or there was lately, doubling up to COARSE when
   *             nothing is (MIDDLE while some carriers switch and others sleep, because small work does
   *             not wake them: see IdleCarriers): a wake-up costs some microseconds. Asleep without a tick while all
   *             carriers sleep; the first carrier to wake up wakes it (only then does it cost them
   *             more than a read). While a goroutine is in a native call, reads from a terminal for
   *             instance, it ticks at COARSE: it can not know when that makes others ready and computes on.
   */
  private static final long FINE_NANOS = 100_000;
  private static final long MIDDLE_NANOS = 1_000_000;
  private static final long COARSE_NANOS = 10_000_000;
  private static final long STUCK_NANOS = 10_000_000;
  private static final int FINE_TICKS = 50;
  private static final int REST_TICKS = 10;

  private final CarrierScheduler scheduler;
  private final Thread thread;
  private volatile boolean asleep = true;

  /** The look at which something outside the carriers' queues was first seen to wait, or 0. */
  private long waitsSince;

  private long lastTaken;

  /** Some carriers run small work, for which the others may not have been woken. */
  private boolean mayMiss;

  /** What it saw of each carrier, by its place in the scheduler's array; only for its own use. */
  private long[] lastTurns = new long[0];

  private long[] since = new long[0];

  Watchdog(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
    this.thread = Thread.ofPlatform().daemon().name("heddle-watchdog").unstarted(this);
  }

  /** Called by a carrier that begins to run things. */
  void wake() {
    if (asleep) {
      synchronized (this) {
        if (!asleep) {
          return;
        }
        asleep = false;
        if (thread.getState() == Thread.State.NEW) {
          thread.start();
        }
      }
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    long pause = FINE_NANOS;
    int quiet = 0;
    int rest = 0;
    while (true) {
      LockSupport.parkNanos(this, pause);
      try {
        if (scheduler.isResting()) {
          if (++rest >= REST_TICKS) {
            sleepUntilWoken();
            rest = 0;
            pause = FINE_NANOS;
          }
          continue;
        }
        rest = 0;
        quiet = tick() ? 0 : quiet + 1;
        long most = mayMiss ? MIDDLE_NANOS : COARSE_NANOS;
        pause = quiet < FINE_TICKS ? FINE_NANOS : Math.min(most, pause * 2);
      } catch (Throwable e) {
        report(e);
      }
    }
  }

  private static void report(Throwable e) {
    try {
      System.err.println("heddle: the watchdog goes on after " + e);
    } catch (Throwable again) {
      // no memory even for that
    }
  }

  /** Pairs with wake: `asleep` is set before the last look, read after a carrier has left idle. */
  private void sleepUntilWoken() {
    asleep = true;
    if (!scheduler.isResting()) {
      asleep = false;
    }
    while (asleep) {
      LockSupport.park(this);
    }
  }

  /** One look at all carriers; true if something had to be done. */
  private boolean tick() {
    long now = TimeSource.now();
    CoarseClock.update(now);
    var all = scheduler.carriers.all();
    grow(all.length);
    boolean overdue = TimerService.get().next() <= now;
    boolean waits = overdue || scheduler.hasWork();
    boolean acted = hurry(now, overdue);
    boolean moved = false;
    for (int i = 0; i < all.length; i++) {
      var c = all[i];
      if (c.turns() != lastTurns[i] || !c.isBusy()) {
        moved |= c.turns() != lastTurns[i];
        lastTurns[i] = c.turns();
        since[i] = now;
      } else if (!c.stuck && (waits || !c.isNextEmpty())) {
        acted = true;
        relieve(c, now - since[i]);
      }
    }
    if (!acted && waits) {
      scheduler.idle.wakeOne(); // small work, which its maker has woken nobody for
    }
    mayMiss = moved && scheduler.idle.size() > 0;
    return acted;
  }

  /**
   * Whoever is ready in the global queue, or has a timer that is due, does not wait for all those
   * that carriers have in their own queues: the next switch looks there.
   */
  private boolean hurry(long now, boolean overdue) {
    long taken = scheduler.global.taken();
    if (taken != lastTaken || !overdue && scheduler.global.size() == 0) {
      lastTaken = taken;
      waitsSince = now;
      return false;
    }
    if (now - waitsSince >= STUCK_NANOS) {
      scheduler.isLate = true;
      waitsSince = now;
    }
    return true;
  }

  private void relieve(Carrier c, long heldNanos) {
    c.openNext();
    if (scheduler.idle.size() > 0) {
      scheduler.idle.wakeOneMore();
    } else if (heldNanos >= STUCK_NANOS) {
      scheduler.carriers.replace(c);
    }
  }

  private void grow(int n) {
    if (lastTurns.length < n) {
      lastTurns = Arrays.copyOf(lastTurns, n);
      since = Arrays.copyOf(since, n);
    }
  }
}
