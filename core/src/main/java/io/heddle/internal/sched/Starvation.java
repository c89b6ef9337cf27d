// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that goroutines which have found no memory to wait with do not keep all carriers for
 * ever: they try again, and in the end fail with an {@code OutOfMemoryError}.
 */
final class Starvation implements Predicate<Goroutine> {
  /*
   * A goroutine that parks needs memory for its stack. If there is none the JDK catches the error and parks
   * the carrier with it. That is harmless as long as another carrier takes its place; but their
   * number has a bound, and to make one takes memory, too. So, where carriers are missing while work
   * waits: those who wait on a carrier are woken for nothing every RETRY_NANOS. Whoever parks must
   * expect that; it parks again, and now may find memory. After PATIENCE of these rounds the waits of
   * this library end with an error (Parker: NO_MEMORY), if they may end without having been
   * granted. Others go on trying, and Standstill says so.
   * Pinned:     those who could not leave with all the memory there is (in a class initializer, below a
   *             native frame) wait on a carrier, too. They are told apart by themselves: isStarved.
   * No memory:  nothing is allocated here, nor linked for the first time: that is done beforehand (rehearse).
   *             Classes, not lambdas: each would cost the start of a program some milliseconds.
   *             Of those who were found and do not fit into `found` the next
   *             round has the rest: those woken are not waiting for a moment.
   */
  private static final long RETRY_NANOS = 100_000_000;
  private static final int PATIENCE = 15;

  private final CarrierScheduler scheduler;
  private final @Nullable Goroutine[] found = new @Nullable Goroutine[512];
  private long lastRound;
  private int rounds;
  private volatile boolean hasSaidSo;

  Starvation(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
    LastWords.prepare();
    rehearse();
  }

  private void rehearse() {
    var body = new Nobody();
    var nobody = JdkInternals.newVirtualThread(body, null, false, body);
    var _ = JdkInternals.isPinned(nobody);
    var _ = JdkInternals.resubmit(nobody);
    var _ = Registry.get().waiting(this, found);
    LockSupport.unpark(nobody);
  }

  /** Watchdog only: called at each tick; whether something waits for a carrier. */
  void look(long now, boolean waits) {
    if (!waits || !scheduler.carriers.lacksCarriers()) {
      rounds = 0;
    } else if (now - lastRound >= RETRY_NANOS) {
      lastRound = now;
      wakeThoseOnCarriers(++rounds > PATIENCE);
    }
  }

  private void wakeThoseOnCarriers(boolean mayFail) {
    int n = Registry.get().waiting(this, found);
    for (var c : scheduler.carriers.all()) {
      var g = c.running(); // not registered yet
      if (g != null && n < found.length && test(g)) {
        found[n++] = g;
      }
    }
    for (int i = 0; i < n; i++) {
      wake(found[i], mayFail);
    }
    Arrays.fill(found, 0, n, null);
  }

  private static void wake(@Nullable Goroutine g, boolean mayFail) {
    if (g != null) {
      if (mayFail) {
        g.suspectStarved();
      }
      LockSupport.unpark(g.thread());
    }
  }

  /** True for one that waits on a carrier. */
  @Override
  public boolean test(Goroutine g) {
    return JdkInternals.isPinned(g.thread());
  }

  /** What a thread that never starts consists of. */
  private static final class Nobody implements Executor, Runnable {
    @Override
    public void execute(Runnable continuation) {
      // nothing is ever ready
    }

    @Override
    public void run() {
      // never called
    }
  }

  /** A goroutine that waits by means of the JDK has found no memory for that, and tries again. */
  void sayOnce(OutOfMemoryError e) {
    if (!hasSaidSo) {
      hasSaidSo = true;
      LastWords.WAITS_AGAIN.about(e);
    }
  }
}
