// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Quiescence;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices that no goroutine of a program can ever run again, and ends the program with that. Go's
 * {@code checkdead}. Never wrong: when unsure it stays silent.
 */
final class DeadlockFinder {
  /*
   * When:   the scheduler calls check after everything has been asleep for a moment (Quiescence);
   *         without own carriers a daemon thread does so now and then.
   * What must hold: no timer is armed; every goroutine, whatever program it belongs to, waits in a
   *         primitive of this library without a deadline; and nothing foreign could wake one: see
   *         ForeignThreads. One goroutine that waits otherwise (I/O, sleep, a JDK lock) is enough to
   *         be silent; it is remembered as the first to look at next time, so that a server's rests
   *         cost nothing.
   * Why a look at one goroutine after the other is enough: each is looked at twice. If all waited on
   *         the same waiters, not yet woken, in both passes, then between the passes all of them
   *         waited at the same time, and with nobody running nobody can wake anybody.
   * Whom:   of nested programs the innermost: its caller is a goroutine of the outer one, which
   *         waits for it and goes on with a DeadlockError.
   * Checked by: DeadlockTest
   */
  private static final long SOON_NANOS = 50_000_000;
  private static final long RARELY_NANOS = 2_000_000_000;
  private static final DeadlockFinder INSTANCE = new DeadlockFinder();
  private static boolean watching;

  private WeakReference<@Nullable Goroutine> alive = new WeakReference<>(null);
  private long patience = SOON_NANOS;

  private DeadlockFinder() {}

  static synchronized void watch() {
    if (!watching) {
      watching = true;
      Quiescence.listener(INSTANCE::check, DeadlockFinder::poll);
    }
  }

  /** Where nobody tells when the scheduler rests. */
  private static void poll() {
    while (true) {
      long pause = Programs.running().isEmpty() ? RARELY_NANOS : INSTANCE.check();
      try {
        Thread.sleep(Math.min(pause, SOON_NANOS * 2) / 1_000_000);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Returns the nanoseconds until another look pays although nothing has run. */
  private synchronized long check() {
    if (Programs.running().isEmpty()
        || TimerService.get().size() > 0
        || isAlive(alive.get())
        || !Scheduler.get().isIdle()) {
      return TimeSource.NEVER;
    }
    var waits = new HashMap<Goroutine, Integer>();
    var all = Registry.get().goroutines();
    for (var g : all) {
      var w = durableWait(g);
      if (w == null) {
        alive = new WeakReference<>(g);
        return TimeSource.NEVER;
      }
      waits.put(g, w.number());
    }
    if (Programs.isOutsideExpected() || ForeignThreads.mayWake()) {
      patience = Math.min(RARELY_NANOS, patience * 2);
      return patience;
    }
    patience = SOON_NANOS;
    if (isStable(waits)) {
      Programs.running().stream().filter(DeadlockFinder::isInnermost).forEach(p -> end(p, all));
    }
    return TimeSource.NEVER;
  }

  private static boolean isAlive(@Nullable Goroutine g) {
    return g != null && !g.hasEnded() && durableWait(g) == null;
  }

  /** What it waits on, if that is one of ours and for ever; else null. */
  private static Goroutine.@Nullable Wait durableWait(Goroutine g) {
    var w = g.currentWait();
    return w != null && !w.isTimed() ? w : null;
  }

  private static boolean isStable(Map<Goroutine, Integer> waits) {
    for (var e : waits.entrySet()) {
      var w = durableWait(e.getKey());
      if (w == null || w.number() != e.getValue()) {
        return false;
      }
    }
    return TimerService.get().size() == 0
        && Scheduler.get().isIdle()
        && Registry.get().goroutines().size() == waits.size();
  }

  private static boolean isInnermost(Program p) {
    return !p.isOver()
        && p.bubble() == null
        && Programs.running().stream().noneMatch(q -> q.parent() == p);
  }

  private static void end(Program p, List<Goroutine> all) {
    var own = all.stream().filter(g -> g.owner() == p).toList();
    var message =
        own.isEmpty() && p.isMainGone()
            ? "no goroutines (main called Go.goexit()) - deadlock!"
            : "all goroutines are asleep - deadlock!";
    p.end(new Program.End.Deadlocked(message, GoroutineDump.of(own)));
  }
}
