// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.TimeSource;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who goes on: at each step of the one that runs, and when it waits. */
final class Steps {
  /*
   * Step:   a member is about to do something (take, on its own thread). The decider chooses among it
   *         and those that are ready. If it is another one, that is left in `next`, and the member
   *         yields; the loop then runs `next`, or lets the clock jump.
   * Spins:  who goes round and round waits for something: for another, or for a timer, by turns.
   */
  private final DeterministicScheduler bubble;
  private final Members members;
  private final Progress progress;
  private long spunNanos = 50_000_000;
  private @Nullable Member next;
  private boolean jumpNext;

  Steps(DeterministicScheduler bubble, Members members, Progress progress) {
    this.bubble = bubble;
    this.members = members;
    this.progress = progress;
  }

  /** The running member is about to do that. */
  void take(Member m, Op op, @Nullable Object on, @Nullable Object value) {
    var numbers = numbersOf(op, on);
    var transition = bubble.transition;
    if (transition.isUndivided()) {
      transition.concerns(op, numbers);
      return;
    }
    transition.end();
    m.op = op;
    m.on = numbers;
    m.hasYielded = op == Op.YIELD;
    choose(m);
    transition.begin(m);
    transition.concerns(op, numbers);
    bubble.recorder.goesOn(m, op, on, value);
    m.op = null;
    m.on = Things.NONE;
    if (progress.step(op, bubble.nanos()) && !bubble.isOver()) {
      livelock();
      bubble.ending.giveUp();
    }
    if (progress.isSpinning() && !bubble.isOver()) {
      if (bubble.rest.isMainGone() && progress.isIdle()) {
        bubble.ending.quietly(); // it never comes to rest
        bubble.ending.giveUp();
      }
      letOthersGoOn();
    }
  }

  /** {@code Thread.yield} outside of a step: others go first. */
  void yielded(Member m) {
    m.hasYielded = true;
    if (!bubble.rules.explores() || bubble.isOver()) {
      return;
    }
    if (progress.step(Op.YIELD, bubble.nanos())) {
      livelock();
    } else if (progress.isSpinning() && progress.waited()) {
      timePasses();
    }
  }

  /** To the next timer; where there is none, by a little: somebody may wait for that. */
  private void timePasses() {
    if (bubble.timers().next() < TimeSource.NEVER - 1) {
      jumpNext = true;
    } else {
      bubble.passes(spun());
    }
  }

  /** Ever longer: who can say for what it waits. */
  private long spun() {
    spunNanos *= 2;
    return spunNanos;
  }

  /** In a plain bubble: who spins lets others go on. */
  void looks(Op op) {
    if (progress.spins(op) && !members.ready().isEmpty()) {
      letGo(members.ready().getFirst());
    }
  }

  private void livelock() {
    bubble.ending.livelock("no progress in " + bubble.rules.maxSteps() + " steps");
  }

  private void choose(Member m) {
    var ready = members.ready();
    boolean mayJump = mayJump();
    if (ready.isEmpty() && !mayJump) {
      return;
    }
    ready.add(m);
    int i = bubble.decider.next(ready, m, true, mayJump);
    bubble.recorder.decided(m, ready, i, ready.size() - 1);
    var chosen = i == Decider.CLOCK ? null : ready.get(i);
    ready.removeLast();
    if (chosen != m) {
      letGo(chosen);
    }
  }

  private void letOthersGoOn() {
    boolean waited = progress.waited();
    boolean jumps = waited && bubble.timers().next() < TimeSource.NEVER - 1;
    var ready = members.ready();
    if (waited && !jumps) {
      bubble.passes(spun());
    }
    if (jumps || !ready.isEmpty()) {
      letGo(jumps ? null : ready.getFirst());
    }
  }

  /** The running one waits until the chosen one has gone on; null: until the clock has jumped. */
  private void letGo(@Nullable Member chosen) {
    next = chosen;
    jumpNext = chosen == null;
    long before = bubble.turns();
    Thread.yield();
    if (before
        == bubble.turns()) { // it can't let go now: in a native frame, or a class initializer
      next = null;
      jumpNext = false;
    }
  }

  /**
   * Who goes on now that one waits, has ended or has let go; null: nobody is ready, or the clock
   * jumps first.
   */
  @Nullable Member next(@Nullable Member last) {
    var chosen = next;
    next = null;
    if (chosen == null && !members.ready().isEmpty()) {
      chosen = afterWait(members.ready(), last);
    }
    return chosen;
  }

  private @Nullable Member afterWait(List<Member> ready, @Nullable Member last) {
    bubble.transition.end();
    boolean mayJump = mayJump();
    if (!bubble.rules.explores() || bubble.isOver() || ready.size() == 1 && !mayJump) {
      return ready.getFirst();
    }
    int i = bubble.decider.next(ready, last, false, mayJump);
    bubble.recorder.decided(last, ready, i, 0);
    if (i == Decider.CLOCK) {
      jumpNext = true;
      return null;
    }
    return ready.get(i);
  }

  /** True once if it has been chosen that the clock jumps. */
  boolean clockIsNext() {
    boolean jumps = jumpNext;
    jumpNext = false;
    return jumps;
  }

  boolean isClockNext() {
    return jumpNext;
  }

  private boolean mayJump() {
    return bubble.rules.adversarialTime()
        && !bubble.isOver()
        && bubble.timers().next() - bubble.nanos() <= Jumps.FARTHEST;
  }

  private int[] numbersOf(Op op, @Nullable Object on) {
    return switch (on) {
      case null -> op == Op.SLEEP || op == Op.TIMER ? new int[] {Things.CLOCK} : Things.NONE;
      case Clock c -> new int[] {Things.CLOCK};
      case Goroutine g -> Things.NONE;
      case Object[] several -> {
        var numbers = new int[several.length];
        for (int i = 0; i < several.length; i++) {
          numbers[i] = bubble.things.numberOf(several[i], bubble.running());
        }
        yield numbers;
      }
      default -> new int[] {bubble.things.numberOf(on, bubble.running())};
    };
  }
}
