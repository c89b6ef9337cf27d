// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Quiescence;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.RuntimeThreads;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.stuck.LeakSearch;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that no goroutine of a program can ever run again, and ends the program with that. Go's
 * {@code checkdead}. Never wrong: when unsure it stays silent.
 */
final class DeadlockFinder implements LongSupplier, Runnable {
  /*
   * When:   the scheduler calls getAsLong after everything has been asleep for a moment (Quiescence);
   *         without own carriers a daemon thread does so now and then.
   * What must hold: no timer is armed; every goroutine, whatever program it belongs to, waits without
   *         a deadline for another thread; and so does everybody else: see ForeignThreads. One
   *         goroutine that may run (it computes, sleeps, waits for input) is enough to be silent; it is
   *         remembered as the first to look at next time, so that a server's rests cost little.
   * Pinned: a goroutine that waits in a class initializer, or below a native frame, keeps its carrier.
   *         So as many carriers may be awake as there are such goroutines.
   * One instant: the look goes from thread to thread, and one that was at rest could be woken behind
   *         its back by one that was not looked at yet. So it is done twice, the second time between
   *         two looks at what the operating system says (OsThreads): if nobody has run meanwhile, all
   *         of it was true at once, and nobody is there to end it. Where the system does not tell, and
   *         where only the system tells (Rest.dependsOnSystem), the same must be seen several times.
   * Cost:   a look takes the longer the more goroutines there are, 20 ms for 100,000. A program that rests for
   *         10 ms between messages would be looked at in each such rest. So where somebody has been
   *         seen who may run, looks take one part in SHARE of the time, but one is made each second.
   * Lock:   LeakSearch.SEARCH, which guards the fields. Nobody waits for it: who looks is a carrier that others may need.
   * Whom:   of nested programs the innermost, of others the youngest: its caller goes on with a
   *         DeadlockError, and may wake those who are left. They are looked at again.
   * Checked by: DeadlockTest, NoDeadlockTest, WakersTest, SleepersTest
   */
  private static final long SOON_NANOS = 50_000_000;
  private static final long AGAIN_NANOS = 20_000_000;
  private static final long RARELY_NANOS = 2_000_000_000;
  private static final long LONGEST_REST_NANOS = 1_000_000_000;
  private static final int UNCERTAIN_LOOKS = 5;
  private static final int SHARE = 50;
  private static final DeadlockFinder INSTANCE =
      new DeadlockFinder(new OsThreads(Path.of("/proc")));
  private static boolean watching;
  private static volatile @Nullable Thread poller;

  private final OsThreads system;
  private WeakReference<@Nullable Goroutine> alive = new WeakReference<>(null);
  private long patience = SOON_NANOS;

  /** What the last look has found, and how many in a row have found the same. */
  private long lastFound;

  private int looks;

  /** Whether the last look has seen somebody who may run. */
  private boolean mayAnyRun;

  /** See "Cost". */
  private long restsUntil = TimeSource.now();

  DeadlockFinder(OsThreads system) {
    this.system = system;
  }

  /** A program begins. */
  static synchronized void watch() {
    if (!watching) {
      watching = true;
      Quiescence.listener(INSTANCE, INSTANCE);
    }
    LockSupport.unpark(poller); // harmless while there is none
  }

  /** Where nobody tells when the scheduler rests. */
  @Override
  public void run() {
    poller = Thread.currentThread();
    long usedAt = TimeSource.now();
    while (true) {
      if (!Programs.running().isEmpty()) {
        usedAt = TimeSource.now();
      } else if (TimeSource.now() - usedAt >= RuntimeThreads.UNUSED_NANOS && ends()) {
        return;
      }
      long pause = Programs.running().isEmpty() ? RARELY_NANOS : getAsLong();
      LockSupport.parkNanos(this, pause == TimeSource.NEVER ? SOON_NANOS * 2 : pause);
      var _ = Thread.interrupted(); // nobody has a reason to
    }
  }

  /** Nobody has run a program for a while: the next one starts another thread. */
  private static synchronized boolean ends() {
    if (Programs.running().isEmpty()) {
      watching = false;
      poller = null;
    }
    return !watching;
  }

  /** Returns the nanoseconds until another look pays although nothing has run. */
  @Override
  public long getAsLong() {
    if (!LeakSearch.SEARCH.tryLock()) { // whom a look holds would be no leak
      return AGAIN_NANOS;
    }
    try {
      long begin = TimeSource.now();
      return begin < restsUntil ? restsUntil - begin : lookAndRest(begin);
    } catch (Throwable e) {
      return RARELY_NANOS; // no memory, for instance: a deadlock does not go away
    } finally {
      LeakSearch.SEARCH.unlock();
    }
  }

  private long lookAndRest(long begin) {
    long pause = look();
    if (!mayAnyRun) {
      return pause;
    }
    long end = TimeSource.now();
    restsUntil = end + Math.min(LONGEST_REST_NANOS, (end - begin) * SHARE);
    return Math.max(pause, restsUntil - end);
  }

  private long look() {
    mayAnyRun = true;
    if (areAllOver() || TimerService.get().size() > 0 || isAlive(alive.get())) {
      return TimeSource.NEVER;
    }
    if (Programs.isOutsideExpected() || doCarriersRun()) {
      return RARELY_NANOS;
    }
    var all = Registry.get().goroutines();
    var first = Rest.of(all);
    if (first.alive() != null) {
      alive = new WeakReference<>(first.alive());
      return TimeSource.NEVER;
    }
    count(first);
    if (first.waker() != null) {
      patience = looks == 1 ? SOON_NANOS : Math.min(RARELY_NANOS, patience * 2);
      return patience;
    }
    mayAnyRun = false;
    if (first.dependsOnSystem() && looks < UNCERTAIN_LOOKS || !isCertain(first)) {
      return AGAIN_NANOS;
    }
    endOne(all);
    return AGAIN_NANOS;
  }

  private static boolean areAllOver() {
    for (var p : Programs.running()) {
      if (!p.isOver()) {
        return false;
      }
    }
    return true;
  }

  /** A look at everybody would cost a program that computes more than to ask for its carriers. */
  private boolean doCarriersRun() {
    return !Scheduler.get().isIdleBut(0) && system.areKnown() && !system.doCarriersSleep();
  }

  private static boolean isAlive(@Nullable Goroutine g) {
    return g != null && !g.hasEnded() && Rest.isAlive(g);
  }

  private boolean isCertain(Rest first) {
    if (!system.areKnown()) {
      return !first.dependsOnSystem() && looks >= UNCERTAIN_LOOKS;
    }
    var before = system.asleep(first.dependsOnSystem());
    if (before == null) {
      return false;
    }
    var second = Rest.of(Registry.get().goroutines());
    return second.isSameAs(first)
        && TimerService.get().size() == 0
        && !Programs.isOutsideExpected()
        && before.equals(system.asleep(first.dependsOnSystem()));
  }

  private void count(Rest rest) {
    long found = rest.waker() == null ? rest.fingerprint() : ~rest.fingerprint();
    looks = found == lastFound ? looks + 1 : 1;
    lastFound = found;
  }

  private static boolean isInnermost(Program p) {
    return !p.isOver()
        && p.bubble() == null
        && Programs.running().stream().noneMatch(q -> q.parent() == p);
  }

  /** Only one: whoever waits for it goes on, and may wake the others. */
  private static void endOne(List<Goroutine> all) {
    for (var p : Programs.running().reversed()) {
      if (isInnermost(p)) {
        end(p, all);
        return;
      }
    }
  }

  private static void end(Program p, List<Goroutine> all) {
    var _ = Registry.get().collected(); // up to now
    var own = all.stream().filter(g -> g.owner() == p).toList();
    var message =
        own.isEmpty() && p.collectedCount() == 0 && p.isMainGone()
            ? "no goroutines (main called Go.goexit()) - deadlock!"
            : "all goroutines are asleep - deadlock!";
    p.end(new Program.End.Deadlocked(message, GoroutineDump.of(own, p.collectedCount())));
  }
}
