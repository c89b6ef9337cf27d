// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.program.Frames;
import io.heddle.internal.program.PanicReport;
import io.heddle.internal.program.Program;
import io.heddle.internal.program.Programs;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Goroutine;
import io.heddle.testkit.DataRaceError;
import io.heddle.testkit.ExitError;
import io.heddle.testkit.LeakError;
import io.heddle.testkit.LivelockError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How a bubble ends: what fails it from within and from without, and what is left then. */
final class Ending {
  /*
   * Over:      the outermost program has ended, well or not. The loop stops; once whoever called has
   *            interrupted those that are left, they run to their ends, or as far as they get in
   *            WIND_DOWN turns.
   * Finished:  the loop has ended. Who is left then waits for ever, and is collected.
   * Watcher:   stuck and breakOff are called by the thread that watches the carrier.
   */
  private static final int WIND_DOWN = 20_000;

  private final DeterministicScheduler bubble;
  private final Rest rest;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean over;
  private volatile boolean windsDown;
  private volatile boolean hasFinished;
  private volatile boolean isBrokenOff;
  private volatile boolean isGivenUp;
  private volatile String text = "";
  private volatile String kind = "";
  private volatile long turnsAtEnd;

  Ending(DeterministicScheduler bubble, Rest rest) {
    this.bubble = bubble;
    this.rest = rest;
  }

  // ---- what ends it ----

  /** Ends the outermost program as if main had returned. */
  void quietly() {
    Programs.exited(bubble);
  }

  /** The same where that is not known, for everybody waits, and somebody for the world outside. */
  void giveUpSchedule() {
    isGivenUp = !rest.isMainGone();
    quietly();
  }

  /** Ends the outermost program with a failure. */
  void fail(@Nullable Member culprit, Throwable failure) {
    var outermost = bubble.outermost();
    Goroutine g = culprit == null ? null : culprit.goroutine;
    if (g == null) {
      g =
          bubble.members.living().stream()
              .map(m -> m.goroutine)
              .filter(x -> x != null)
              .findFirst()
              .get();
    }
    if (outermost != null) {
      outermost.failed(g, failure);
    }
  }

  /**
   * The bubble gets nowhere: its program fails. Once main has returned it has only not come to
   * rest, unless it is time that goes by.
   */
  void livelock(String why) {
    if (rest.isMainGone() && bubble.running() != null) {
      quietly();
      return;
    }
    var culprit = bubble.running();
    var all = rest.othersThanMain();
    if (culprit == null && !all.isEmpty()) {
      culprit = all.getFirst();
    }
    fail(culprit, new LivelockError(why + Texts.dumpOf(bubble, all)));
  }

  /** {@code System.exit}: does not return. */
  void exit(int status) {
    BubbleScheduler.before(Op.EXIT, null);
    if (!over) {
      if (status == 0) {
        quietly();
      } else {
        fail(bubble.running(), new ExitError(status));
      }
    }
    giveUp();
  }

  /**
   * A goroutine has kept the carrier for long.
   *
   * @param computes whether it runs; else it waits, and cannot leave the carrier meanwhile
   */
  void stuck(Thread carrier, boolean computes) {
    var m = bubble.running();
    if (isBrokenOff || rest.isMainGone()) {
      quietly();
    } else if (!over) {
      var stack = m == null || m.goroutine == null ? carrier : m.goroutine.thread();
      var why =
          computes
              ? " computes, and has come to no step for 5 s"
              : " waits in a class initializer or below a native method: there it keeps the thread"
                  + " of the bubble, and nobody else can go on";
      var s = new StringBuilder(m + why);
      for (var f : Frames.ofUser(stack.getStackTrace())) {
        s.append("\n\tat ").append(f);
      }
      fail(m, new LivelockError(s.toString()));
    }
    finish();
  }

  /** The time is up: ends at its next step, or when all rest. */
  void breakOff() {
    isBrokenOff = true;
  }

  /** True if that is to be done. */
  boolean isToBreakOff() {
    return isBrokenOff && !over;
  }

  /** The race detector has found a race, with the running member's access. */
  void race(String report) {
    if (bubble.rules.explores() && !over) {
      var named = Texts.withNames(report, bubble.members.all());
      fail(bubble.running(), new DataRaceError(named.strip()));
    }
  }

  /** The loop itself has failed: that is an error of ours, and the program can't go on. */
  void broken(Throwable e) {
    fail(bubble.running(), new IllegalStateException("the test kit's scheduler has failed", e));
  }

  // ---- what comes then ----

  /** Called before anything else happens: the goroutines are still what they were. */
  void ended(Object how) {
    turnsAtEnd = bubble.turns();
    switch ((Program.End) how) {
      case Program.End.Returned r -> {}
      case Program.End.Failed f -> {
        var e = f.failure();
        boolean isOurs =
            e instanceof LeakError
                || e instanceof LivelockError
                || e instanceof ExitError
                || e instanceof DataRaceError;
        text = isOurs ? e.getMessage() + "\n" : PanicReport.of(f.goroutine(), e);
        kind = e.getClass().getName() + (isOurs ? rest.waits() : Places.ofUser(e.getStackTrace()));
      }
      case Program.End.Deadlocked d -> {
        text = "fatal error: " + d.message() + "\n\n" + d.dump();
        kind = "deadlock" + rest.waits();
      }
    }
    if (bubble.isOnCarrier()) { // else the watch has ended it, and the last transition goes on
      bubble.transition.close();
    }
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** Whoever called has seen the end, and has interrupted those that are left. */
  void windDown() {
    windsDown = true;
    LockSupport.unpark(bubble.carrier());
  }

  /** True while whoever called has not seen the end yet. */
  boolean isUnseen() {
    return over && !windsDown;
  }

  /** True if those that are left have had turns enough. */
  boolean isWoundDown() {
    return over && windsDown && bubble.turns() > WIND_DOWN + turnsAtEnd;
  }

  /** Never comes back: the bubble is over, and this goroutine does not end by itself. */
  void giveUp() {
    hasFinished |= windsDown;
    while (true) {
      LockSupport.park(this);
      var _ = Thread.interrupted(); // it has been told to end, and can not
    }
  }

  /** Nobody who is left can end by himself. */
  void abandon() {
    hasFinished = true;
  }

  void finish() {
    hasFinished = true;
    finished.countDown();
  }

  boolean hasFinished() {
    return hasFinished;
  }

  void awaitFinished() throws InterruptedException {
    finished.await();
  }

  // ---- what is known after it ----

  /** True if the run tells nothing: there was no time to finish it. */
  boolean isBrokenOff() {
    return isBrokenOff && kind.isEmpty();
  }

  /** True if main was left waiting for the world outside: it might have failed later. */
  boolean isGivenUp() {
    return isGivenUp;
  }

  /** The failure as a plain run prints it; empty after a good end. */
  String text() {
    return text;
  }

  /** Equal for failures that are the same failure; empty after a good end. */
  String kind() {
    return kind;
  }
}
