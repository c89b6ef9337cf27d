// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Signals;
import io.heddle.internal.program.Program;
import io.heddle.internal.program.Programs;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import io.heddle.testkit.LeakError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What happens in a bubble when nobody is ready. */
final class Rest {
  /*
   * Nobody is ready. In this order:
   *   somebody waits for the world outside (I/O, a real sleep, a lock from outside) → so does the bubble
   *   somebody settles        → goes on
   *   a timer is armed        → the clock jumps to it
   *   a signal is awaited     → a moment, in which it may come
   *   otherwise nobody in the bubble can ever go on: a deadlock of the innermost program; after main
   *   has returned a leak, or main's end.
   *
   * Unsure:  who parks in a primitive of this bubble waits durably. Others (in the JDK's own waits, on
   *          something from outside) are kept here, and looked at only when nobody is ready.
   */
  private static final long LOOK_NANOS = 200_000;
  private static final int SOON = 3;
  private static final int LOOKS = 25;
  private static final long GRACE_NANOS = 200_000_000;
  private static final long OUTSIDE_NANOS = 2_000_000_000;

  /** When exploring, and main has returned: a plain run would have ended by then. */
  private static final long LEFT_NANOS = 200_000_000;

  /** Who is left, and waits with one limit after the other, has not understood. */
  private static final int MOST_JUMPS_AFTER_END = 200;

  private final DeterministicScheduler bubble;

  /** The caller of the bubble is one of the common pool's threads, so that always is busy. */
  private final boolean runsInPool =
      Thread.currentThread() instanceof ForkJoinWorkerThread w
          && w.getPool() == ForkJoinPool.commonPool();

  private final Set<Member> unsure = new LinkedHashSet<>();
  private int jumpsAfterEnd;
  private @Nullable Waiter mainWaits;
  private @Nullable Member main;
  private @Nullable Waiter settler;
  private @Nullable Member settling;
  private boolean isMainGone;
  private @Nullable LeakError leak;
  private String waits = "";

  /** The watch adds to them, too. */
  private final Set<String> realWaits = new CopyOnWriteArraySet<>();

  private final Set<String> left = new LinkedHashSet<>();

  Rest(DeterministicScheduler bubble) {
    this.bubble = bubble;
  }

  // ---- who waits for what ----

  void waits(Member m) {
    if (!bubble.rules.explores() && waitsAgain(m)) {
      return;
    }
    var wait = m.goroutine == null ? null : m.goroutine.currentWait();
    if (bubble.rules.explores()) {
      bubble.recorder.waits(m, wait == null ? "park" : wait.reason().text());
      var r = wait == null ? null : wait.reason();
      if (wait != null
          && wait.on() != null
          && (r == WaitReason.MUTEX_LOCK
              || r == WaitReason.RWMUTEX_LOCK
              || r == WaitReason.MONITOR_ENTER)) {
        m.on =
            new int[] {
              bubble.things.numberOf(wait.on(), m)
            }; // it competes with others when it comes back
      }
    }
    if (wait == null || !isDurable(wait.reason(), wait.on())) {
      unsure.add(m);
    } else {
      m.waitedOn = wait.on() == null ? null : bubble.things.inside(wait.on());
    }
  }

  /** Most wait on the same thing of this bubble again and again. */
  private static boolean waitsAgain(Member m) {
    var g = m.goroutine;
    var on = m.waitedOn;
    return g != null && on != null && g.reason() != null && on.refersTo(g.waitsOn());
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
    return on == null
        || on instanceof Program
        || !Foreign.isNamed(on)
        || bubble.things.inside(on) != null;
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
    if (waitsForOutside() || isAnybodyReady()) {
      return;
    }
    var s = settler;
    if (s != null) {
      settler = null;
      Parker.unpark(s);
    } else if (bubble.timers().next() < TimeSource.NEVER - 1
        && !(bubble.isOver() && ++jumpsAfterEnd > MOST_JUMPS_AFTER_END)) {
      bubble.jump();
    } else if (bubble.isOver()) {
      bubble.ending.abandon();
    } else if (!Signals.isAnyAwaited() || !signalCame()) {
      nobodyEverWill();
    }
  }

  /** A signal of the operating system may be on its way. */
  private boolean signalCame() {
    long limit = System.nanoTime() + (bubble.rules.explores() ? LEFT_NANOS : OUTSIDE_NANOS);
    while (!isAnybodyReady() && System.nanoTime() - limit < 0 && !bubble.ending.isToBreakOff()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    return isAnybodyReady();
  }

  /** True if something may have happened meanwhile. */
  private boolean waitsForOutside() {
    long begin = System.nanoTime();
    long momentBegin = begin; // at the end of a long wait, too, one just woken has its moment
    var patience = patience();
    for (int looks = 1; patience != Foreign.Patience.NONE && !isAnybodyReady(); looks++) {
      boolean isBounded =
          patience == Foreign.Patience.A_MOMENT
              || bubble.rules.explores()
              || bubble.isOver()
              || isMainGone;
      long over =
          patience == Foreign.Patience.A_MOMENT
              ? momentBegin + GRACE_NANOS
              : begin + outsideNanos();
      if (isBounded && System.nanoTime() - over > 0) {
        if (patience != Foreign.Patience.REAL || bubble.isOver()) {
          return false;
        }
        bubble.ending.giveUpSchedule(); // what it waits for may still come: no deadlock
        return true;
      }
      if (bubble.ending.isToBreakOff()) {
        return true;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
      if (looks == SOON
          || looks % LOOKS == 0) { // who ran then may wait for others of the bubble by now
        boolean wasMoment = patience == Foreign.Patience.A_MOMENT;
        var before = wasMoment ? Programs.asleep() : null;
        patience = patience();
        if (before != null
            && patience == Foreign.Patience.A_MOMENT
            && !isAnybodyReady()
            && before.equals(Programs.asleep())) {
          return false; // nobody is on the way, either
        }
        momentBegin = wasMoment ? momentBegin : System.nanoTime();
      }
    }
    return patience != Foreign.Patience.NONE;
  }

  private long outsideNanos() {
    return bubble.rules.explores() && (isMainGone || bubble.isOver()) ? LEFT_NANOS : OUTSIDE_NANOS;
  }

  private Foreign.Patience patience() {
    if (!unsure.isEmpty() && !runsInPool && !ForkJoinPool.commonPool().isQuiescent()) {
      return Foreign.Patience.REAL;
    }
    var threads = bubble.livePlatformThreads().stream().filter(t -> !isDurable(t)).toList();
    return unsure.isEmpty() && threads.isEmpty()
        ? Foreign.Patience.NONE
        // A copy: to look at a stack may make its thread ready.
        : Foreign.patience(List.copyOf(unsure), threads, realWaits);
  }

  /** True of a platform thread that waits in a primitive of this bubble, and is not woken. */
  private boolean isDurable(Thread t) {
    return t.getState() == Thread.State.WAITING
        && !t.isInterrupted()
        && LockSupport.getBlocker(t) instanceof Waiter w
        && !w.isWoken()
        && !w.isTimed
        && w.selection == null // of a select another waiter may be woken
        && isDurable(w.reason, w.on);
  }

  private boolean isAnybodyReady() {
    return !bubble.members.ready().isEmpty();
  }

  private void nobodyEverWill() {
    var stuck = othersThanMain();
    waits = Texts.waitsOf(stuck);
    var w = mainWaits;
    boolean inner = stuck.stream().anyMatch(this::waitsForProgram);
    if (w == null || inner || bubble.rules.leaks() && bubble.rules.stuckIsDeadlock()) {
      var message =
          stuck.isEmpty()
              ? "no goroutines (main called Go.goexit()) - deadlock!"
              : "all goroutines are asleep - deadlock!";
      Programs.deadlocked(bubble, message, p -> Texts.dump(bubble, stuck, p)); // the innermost
      return;
    }
    var leaked = stuck.stream().filter(m -> !isMeantToWait(m) && !isEndless(m)).toList();
    stuck.stream().filter(m -> !leaked.contains(m) && isEndless(m)).forEach(this::leave);
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

  private boolean isEndless(Member m) {
    var endless = bubble.rules.endless();
    return endless != null && m.thread != null && endless.isEndless(m.thread);
  }

  private void leave(Member m) {
    if (left.size() < Foreign.MOST_NAMED && m.thread != null) {
      left.add(m + " at " + Places.inWords(Places.ofUser(m.thread.getStackTrace())));
    }
  }

  private boolean waitsForProgram(Member m) {
    var wait = m.goroutine == null ? null : m.goroutine.currentWait();
    return wait != null && wait.reason() == WaitReason.PROGRAM;
  }

  // ---- main, and who settles ----

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

  /** True if who runs does not compute, but reads or the like; called by the watch. */
  boolean isInInput() {
    var m = bubble.running();
    return m != null && Foreign.isInInput(m, realWaits);
  }

  /** Those that live, but for main once it has returned. */
  List<Member> othersThanMain() {
    return bubble.members.living().stream().filter(m -> m != main || !isMainGone).toList();
  }

  /** Why those wait that never will go on: what makes two deadlocks the same. */
  String waits() {
    return waits;
  }

  /** Who has waited for the world outside, and where. */
  Set<String> realWaits() {
    return realWaits;
  }

  /** Who was left in a loop without an end, and where. */
  Set<String> endless() {
    return left;
  }
}
