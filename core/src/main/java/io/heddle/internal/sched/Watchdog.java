// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.Jfr;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.wait.CoarseClock;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

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
   * Overslept:  where the watchdog itself stood still, nobody ran: a collection of garbage, a stopped
   *             process, or it was asleep. Then all time begins anew, but not twice in a row, for where
   *             more threads run than there are processors each tick is late.
   * Work waits: something in a queue, or in the holder's next slot, or a timer is overdue.
   * Ticks:      FINE while it has helped or lately did, doubling up to COARSE when there is nothing to
   *             do: a tick takes the processor away from a carrier, 10 µs or so, and at FINE that made
   *             parallel computation 10 % slower. In between
   *               MIDDLE   while some carriers switch and others sleep, because small work does not
   *                        wake them: see IdleCarriers
   *               PATIENT  while somebody waits, all carriers are busy, and nobody is STUCK yet
   *             Asleep without a tick while all carriers sleep; the first carrier to wake up wakes it
   *             (only then does it cost them more than a read). It goes to sleep after MOST_RESTS ticks, each twice
   *             as long as the one before up to MIDDLE, that find them so, because to wake it costs; but at the first one if it lately slept for long:
   *             an idle process with a ticker of 10 ms gave 2 % of a processor to those ticks. While a
   *             goroutine is in a native call, reads from a terminal for instance, it ticks at COARSE: it
   *             can not know when that makes others ready and computes on.
   */
  private static final long FINE_NANOS = 100_000;
  private static final long MIDDLE_NANOS = 1_000_000;
  private static final long PATIENT_NANOS = 2_500_000;
  private static final long COARSE_NANOS = 10_000_000;
  private static final long STUCK_NANOS = 10_000_000;
  private static final long OVERSLEPT_NANOS = 5_000_000;
  private static final long AGAIN_NANOS = 1_000_000_000;

  /** Who has not ticked for so long has been stopped, with the whole process. */
  private static final long STOPPED_NANOS = 1_000_000_000;

  private static final int FINE_TICKS = 50;
  private static final int MOST_RESTS = 10;
  private static final long LONG_SLEEP_NANOS = 3_000_000;

  private final CarrierScheduler scheduler;

  /** Null while there is none; guarded by this, but read without. */
  private volatile @Nullable Thread thread;

  private final Standstill standstill;
  private volatile boolean asleep = true;

  /** Guarded by this. */
  private boolean hasSaidSo;

  /** When it last told of a failure of its own. */
  private long toldAt = Long.MIN_VALUE / 2;

  /** When it last looked whether a carrier is missing. */
  private long triedAt;

  /** Up to then what waits outside the carriers' queues has got on, as far as it was seen. */
  private long waitsSince;

  private long lastTaken;

  /** The longest pause until the next tick, by what the last one saw. */
  private long longestPause = COARSE_NANOS;

  private long lastTick;
  private boolean hasOverslept;

  /** What it saw of each carrier, by its place in the scheduler's array; only for its own use. */
  private long[] lastTurns = new long[0];

  private long[] since = new long[0];

  Watchdog(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
    this.standstill = new Standstill(scheduler);
  }

  /** Called by a carrier that begins to run things. */
  void wake() {
    if (asleep) {
      synchronized (this) {
        if (!asleep) {
          return;
        }
        asleep = false;
        if (thread == null && !start()) {
          return;
        }
      }
      LockSupport.unpark(thread);
    }
  }

  /** Where there is a limit of threads the carriers go on without; each that wakes tries again. */
  private boolean start() {
    try {
      var t = RuntimeThreads.unstarted("heddle-watchdog", this);
      t.start();
      thread = t;
      return true;
    } catch (OutOfMemoryError e) {
      asleep = true;
      if (!hasSaidSo) {
        hasSaidSo = true;
        LastWords.NO_WATCHDOG.about(e);
      }
      return false;
    }
  }

  @Override
  public void run() {
    long pause = FINE_NANOS;
    int quiet = 0;
    int rest = 0;
    int mostRests = MOST_RESTS;
    while (true) {
      try {
        LockSupport.parkNanos(this, pause);
        var _ = Thread.interrupted(); // a stranger's: else no park would wait any more
        if (scheduler.isResting()) {
          if (++rest >= mostRests) {
            long begin = TimeSource.now();
            if (!sleepUntilWoken()) {
              return;
            }
            boolean isLong = TimeSource.now() - begin >= LONG_SLEEP_NANOS;
            mostRests = isLong ? 1 : Math.min(MOST_RESTS, mostRests * 2);
            rest = 0;
            pause = FINE_NANOS;
          } else {
            pause = Math.min(MIDDLE_NANOS, pause * 2);
          }
          continue;
        }
        rest = 0;
        quiet = tick(pause) ? 0 : quiet + 1;
        pause = quiet < FINE_TICKS ? FINE_NANOS : Math.min(longestPause, pause * 2);
      } catch (Throwable e) {
        report(e);
      }
    }
  }

  private void report(Throwable e) {
    long now = TimeSource.now();
    if (now - toldAt < AGAIN_NANOS) {
      return; // without memory each tick may fail
    }
    toldAt = now;
    LastWords.WATCHDOG_GOES_ON.about(e);
  }

  /**
   * False if it is to end. Pairs with wake: `asleep` is set before the last look, read after a
   * carrier has left idle.
   */
  private boolean sleepUntilWoken() {
    asleep = true;
    if (!scheduler.isResting()) {
      asleep = false;
    }
    while (asleep) {
      if (scheduler.carriers.isUnused() && ends()) {
        return false;
      }
      LockSupport.park(this);
      var _ = Thread.interrupted();
    }
    return true;
  }

  /** No carrier needs it; the next that wakes starts another. */
  private synchronized boolean ends() {
    if (asleep) {
      thread = null;
      return true;
    }
    return false;
  }

  /** The carriers are about to end. */
  void carriersEnd() {
    LockSupport.unpark(thread);
  }

  /** One look at all carriers; true if it has helped somebody. */
  private boolean tick(long pause) {
    Jfr.look();
    long now = TimeSource.now();
    CoarseClock.update(now);
    var all = scheduler.carriers.all();
    grow(all.length);
    beginAnewIfOverslept(now, pause);
    boolean overdue = TimerService.get().next() <= now;
    boolean waits = overdue || scheduler.hasWork();
    boolean late = hurry(now, overdue);
    boolean helped = false;
    boolean moved = false;
    for (int i = 0; i < all.length; i++) {
      var c = all[i];
      if (c.turns() != lastTurns[i] || !c.mayHold()) {
        moved |= c.turns() != lastTurns[i];
        if (c.stuck) {
          scheduler.carriers.hasComeBack(c);
        }
        lastTurns[i] = c.turns();
        since[i] = now;
      } else if (!c.stuck && (waits || !c.isNextEmpty())) {
        late = true;
        helped |= relieve(c, lastTurns[i], now - since[i]);
      }
    }
    var _ = standstill.look(now, moved || !waits);
    scheduler.starvation.look(now, waits);
    if (now - triedAt >= AGAIN_NANOS) {
      triedAt = now;
      scheduler.carriers.tryAgain();
    }
    if (!late && waits) {
      scheduler.idle.wakeOne(); // small work, which its maker has woken nobody for
    }
    boolean mayMiss = moved && scheduler.idle.size() > 0;
    longestPause = mayMiss ? MIDDLE_NANOS : late ? PATIENT_NANOS : COARSE_NANOS;
    if (moved || waits) {
      scheduler.quiescence.moved();
    } else {
      scheduler.quiescence.nothingMoved(now, all);
    }
    return helped;
  }

  private void beginAnewIfOverslept(long now, long pause) {
    boolean again = hasOverslept;
    hasOverslept = now - lastTick > pause + OVERSLEPT_NANOS;
    if (hasOverslept && !again) {
      Arrays.fill(since, now);
      waitsSince = now;
      standstill.forget(now);
    } else if (now - lastTick > STOPPED_NANOS) {
      standstill.forget(now);
    }
    lastTick = now;
  }

  /**
   * Whoever is ready in the global queue, or has a timer that is due, does not wait for all those
   * that carriers have in their own queues: the next switch looks there.
   *
   * @return true if anybody is
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

  /** True if another carrier comes to help. */
  private boolean relieve(Carrier c, long turn, long heldNanos) {
    c.openNext();
    if (scheduler.idle.size() > 0) {
      scheduler.idle.wakeOneMore();
      return true;
    }
    if (heldNanos >= STUCK_NANOS) {
      replace(c, turn);
      return true;
    }
    return false;
  }

  private void replace(Carrier c, long turn) {
    long before = scheduler.carriers.reliefs();
    scheduler.carriers.replace(c, turn);
    if (Tracing.isOn() && scheduler.carriers.reliefs() != before) {
      Tracing.relieved(c.number);
    }
  }

  private void grow(int n) {
    if (lastTurns.length < n) {
      lastTurns = Arrays.copyOf(lastTurns, n);
      since = Arrays.copyOf(since, n);
    }
  }
}
