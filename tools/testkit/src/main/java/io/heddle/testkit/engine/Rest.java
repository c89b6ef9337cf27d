// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.program.Frames;
import io.heddle.internal.program.PanicReport;
import io.heddle.internal.program.Program;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import io.heddle.testkit.DataRaceError;
import io.heddle.testkit.ExitError;
import io.heddle.testkit.LeakError;
import io.heddle.testkit.LivelockError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What happens in a bubble when nobody is ready, and how a bubble ends. */
final class Rest {
  /*
   * Nobody is ready. In this order:
   *   somebody waits for the world outside (I/O, a real sleep, a lock from outside) → so does the bubble
   *   somebody settles        → goes on
   *   a timer is armed        → the clock jumps to it
   *   otherwise nobody in the bubble can ever go on: a deadlock of the innermost program; after main
   *   has returned a leak, or main's end.
   *
   * Unsure:  who parks in a primitive of this bubble waits durably. Others (in the JDK's own waits, on
   *          something from outside) are kept here, and looked at only when nobody is ready.
   */
  private static final long LOOK_NANOS = 200_000;
  private static final long GRACE_NANOS = 200_000_000;
  private static final long OUTSIDE_NANOS = 2_000_000_000;

  private final DeterministicScheduler bubble;
  private final Set<Member> unsure = new LinkedHashSet<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private @Nullable Waiter mainWaits;
  private @Nullable Member main;
  private @Nullable Waiter settler;
  private @Nullable Member settling;
  private boolean isMainGone;
  private @Nullable LeakError leak;
  private volatile String text = "";
  private volatile String kind = "";
  private String waits = "";
  private final Set<String> realWaits = new LinkedHashSet<>();
  private volatile long turnsAtEnd;

  Rest(DeterministicScheduler bubble) {
    this.bubble = bubble;
  }

  // ---- who waits for what ----

  void waits(Member m) {
    var wait = m.goroutine == null ? null : m.goroutine.currentWait();
    if (bubble.rules.explores()) {
      bubble.recorder.waits(m, wait == null ? "park" : wait.reason().text());
      var r = wait == null ? null : wait.reason();
      if (wait != null
          && wait.on() != null
          && (r == WaitReason.MUTEX_LOCK
              || r == WaitReason.RWMUTEX_LOCK
              || r == WaitReason.MONITOR_ENTER)) {
        bubble.resumes(m, wait.on()); // it competes with others when it comes back
      }
    }
    if (wait == null || !isDurable(wait.reason(), wait.on())) {
      unsure.add(m);
    }
  }

  private boolean isDurable(WaitReason reason, @Nullable Object on) {
    return switch (reason) {
      case OBJECT_WAIT, MONITOR_ENTER -> true; // those of the JVM show none of our waits
      case PROGRAM -> isOurProgram(on);
      default -> isOurs(on);
    };
  }

  private boolean isOurProgram(@Nullable Object on) {
    return on instanceof Program p && p.bubble() == bubble;
  }

  private boolean isOurs(@Nullable Object on) {
    return on == null || on instanceof Program || !Foreign.isNamed(on) || bubble.isInside(on);
  }

  void isReady(Member m) {
    if (!unsure.isEmpty()) {
      unsure.remove(m);
    }
  }

  void ended(Member m) {
    var w = mainWaits;
    if (w != null && bubble.count() == 1 && m != main) {
      mainWaits = null;
      Parker.unpark(w);
    }
  }

  // ---- nobody is ready ----

  void nobodyIsReady() {
    if (waitsForOutside() || bubble.isAnybodyReady()) {
      return;
    }
    var s = settler;
    if (s != null) {
      settler = null;
      Parker.unpark(s);
    } else if (bubble.timers().next() < TimeSource.NEVER - 1) {
      bubble.jump();
    } else if (!bubble.isOver()) {
      nobodyEverWill();
    } else {
      bubble.abandon();
    }
  }

  /** True if something may have happened meanwhile. */
  private boolean waitsForOutside() {
    var threads = bubble.livePlatformThreads();
    if (unsure.isEmpty() && threads.isEmpty()) {
      return false;
    }
    // A copy: to look at a stack may make its thread ready.
    var patience = Foreign.patience(List.copyOf(unsure), threads, realWaits);
    if (patience == Foreign.Patience.NONE) {
      return false;
    }
    boolean isBounded =
        patience == Foreign.Patience.A_MOMENT
            || bubble.rules.explores()
            || bubble.isOver()
            || isMainGone;
    long limit = patience == Foreign.Patience.A_MOMENT ? GRACE_NANOS : OUTSIDE_NANOS;
    long begin = System.nanoTime();
    while (!bubble.isAnybodyReady()) {
      if (isBounded && System.nanoTime() - begin > limit) {
        if (patience != Foreign.Patience.REAL || bubble.isOver()) {
          return false;
        }
        bubble.endQuietly(); // what it waits for may still come: no deadlock
        return true;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    return true;
  }

  private void nobodyEverWill() {
    var stuck = bubble.living().stream().filter(m -> m != main || !isMainGone).toList();
    waits = Texts.waitsOf(stuck);
    var w = mainWaits;
    boolean inner = stuck.stream().anyMatch(this::waitsForProgram);
    if (w == null || inner || bubble.rules.leaks() && bubble.rules.stuckIsDeadlock()) {
      bubble.deadlock(
          stuck.isEmpty()
              ? "no goroutines (main called Go.goexit()) - deadlock!"
              : "all goroutines are asleep - deadlock!",
          stuck);
      return;
    }
    var leaked = stuck.stream().filter(m -> !isMeantToWait(m)).toList();
    if (bubble.rules.leaks() && !leaked.isEmpty()) {
      leak = new LeakError(Texts.leak(bubble, leaked));
    }
    mainWaits = null;
    Parker.unpark(w);
  }

  /** For nothing at all: a channel that is never, a select without cases. */
  private static boolean isMeantToWait(Member m) {
    var wait = m.goroutine == null ? null : m.goroutine.currentWait();
    return wait != null
        && switch (wait.reason()) {
          case CHAN_RECEIVE_NIL, CHAN_SEND_NIL, SELECT_NO_CASES -> true;
          default -> false;
        };
  }

  private boolean waitsForProgram(Member m) {
    var wait = m.goroutine == null ? null : m.goroutine.currentWait();
    return wait != null && wait.reason() == WaitReason.PROGRAM;
  }

  // ---- main and the end ----

  void mainReturned() throws InterruptedException {
    main = bubble.running();
    isMainGone = true;
    if (bubble.count() > 1) {
      var w = new Waiter(WaitReason.BUBBLE, null);
      mainWaits = w;
      if (Parker.park(w) == Parker.Outcome.INTERRUPTED) {
        throw new InterruptedException();
      }
    }
    if (leak != null) {
      throw leak;
    }
  }

  boolean isMainGone() {
    return isMainGone;
  }

  void settle() throws InterruptedException {
    if (settling != null) {
      throw new IllegalStateException("settle is called by two at once");
    }
    var w = new Waiter(WaitReason.SETTLE, null);
    settler = w;
    settling = bubble.running();
    try {
      if (Parker.park(w) == Parker.Outcome.INTERRUPTED) {
        throw new InterruptedException();
      }
    } finally {
      settler = null;
      settling = null;
    }
  }

  /**
   * The bubble gets nowhere: its program fails. Once main has returned it has only not come to
   * rest, unless it is time that goes by.
   */
  void livelock(String why) {
    if (isMainGone && bubble.running() != null) {
      bubble.endQuietly();
      return;
    }
    var culprit = bubble.running();
    var all = bubble.living().stream().filter(m -> m != main || !isMainGone).toList();
    if (culprit == null && !all.isEmpty()) {
      culprit = all.getFirst();
    }
    fail(culprit, new LivelockError(why + Texts.dumpOf(bubble, all)));
  }

  /** A goroutine has been computing for long, and never came to a step. */
  void stuck(Thread carrier) {
    var m = bubble.running();
    if (isMainGone) {
      bubble.endQuietly();
      return;
    }
    var stack = m == null || m.goroutine == null ? carrier : m.goroutine.thread();
    var s = new StringBuilder(m + " computes, and has come to no step for 5 s");
    for (var f : Frames.ofUser(stack.getStackTrace())) {
      s.append("\n\tat ").append(f);
    }
    fail(m, new LivelockError(s.toString()));
  }

  /** Ends the outermost program with a failure. */
  void fail(@Nullable Member culprit, Throwable failure) {
    var outermost = bubble.outermost();
    Goroutine g = culprit == null ? null : culprit.goroutine;
    if (g == null) {
      g = bubble.living().stream().map(m -> m.goroutine).filter(x -> x != null).findFirst().get();
    }
    if (outermost != null) {
      outermost.failed(g, failure);
    }
  }

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
        kind = e.getClass().getName() + (isOurs ? waits : Places.ofUser(e.getStackTrace()));
      }
      case Program.End.Deadlocked d -> {
        text = "fatal error: " + d.message() + "\n\n" + d.dump();
        kind = "deadlock" + waits;
      }
    }
  }

  String text() {
    return text;
  }

  String kind() {
    return kind;
  }

  long turnsAtEnd() {
    return turnsAtEnd;
  }

  void finished() {
    finished.countDown();
  }

  void awaitFinished() throws InterruptedException {
    finished.await();
  }

  /** Who has waited for the world outside, and where. */
  Set<String> realWaits() {
    return realWaits;
  }
}
