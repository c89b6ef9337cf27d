// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.Goroutine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What happened in a run: enough to repeat it, to compare two, and to show it. */
final class Recorder {
  /**
   * A row of the report.
   *
   * @param member null for the clock
   */
  record Event(long nanos, @Nullable Member member, String what) {}

  private static final int SHOWN = 20_000;
  private static final int WORDS = 200_000;

  /** Stands for the clock where a member is expected. */
  final Member clock = new Member(-1, "clock", null, null, null);

  private final DeterministicScheduler bubble;
  private final List<Deviation> deviations = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private long[] trace = new long[64];
  private int steps;
  private int switches;
  private @Nullable Member shownLast;

  private final List<Token.Step> words = new ArrayList<>();
  private final Set<Integer> shown = new TreeSet<>();

  Recorder(DeterministicScheduler bubble) {
    this.bubble = bubble;
  }

  void decided(@Nullable Member last, List<Member> ready, int chosen, int plainest) {
    if (last == null) {
      return;
    }
    if (chosen != plainest) {
      int value = chosen == Decider.CLOCK ? Deviation.clock() : ready.get(chosen).number + 1;
      deviations.add(new Deviation(false, last.number, last.decisions, value));
    }
    last.decisions++;
  }

  void drew(Member m, int drawn) {
    if (drawn != 0) {
      deviations.add(new Deviation(true, m.number, m.draws, drawn));
    }
    m.draws++;
  }

  /** The program draws random numbers, which follow from this. */
  void seeded(int seed) {
    if (seed != 0) {
      deviations.add(Deviation.seed(seed));
    }
  }

  void goesOn(Member m, Op op, @Nullable Object on, @Nullable Object value) {
    int thing = m.on.length == 0 ? -1 : m.on[0];
    if (steps == trace.length) {
      trace = Arrays.copyOf(trace, steps * 2);
    }
    trace[steps++] = (long) m.number << 40 | (long) op.ordinal() << 32 | (thing & 0xffffffffL);
    if (bubble.rules.records()) {
      for (int n : m.on) {
        shown.add(n);
      }
      if (words.size() < WORDS) {
        words.add(new Token.Step(steps, m.path, op, name(op, on, m)));
      }
      show(m, Texts.step(op, name(op, on, m), value));
    }
  }

  private String name(Op op, @Nullable Object on, Member m) {
    if (on instanceof Goroutine g) {
      var inBubble = bubble.nameOf(g);
      return inBubble == null ? "" : inBubble; // it starts another bubble
    }
    if (op == Op.SLEEP || op == Op.TIMER && on == null) {
      return "";
    }
    var s = new StringBuilder();
    for (int n : m.on) {
      s.append(s.isEmpty() ? "" : ", ").append(bubble.things.name(n));
    }
    return s.toString();
  }

  void jumps(long to) {
    if (bubble.rules.records() && !bubble.isOver()) {
      events.add(new Event(to, null, "the clock jumps to " + Texts.time(to)));
    }
  }

  void waits(Member m, String reason) {
    if (bubble.rules.records() && !bubble.isOver()) {
      show(m, "waits: " + reason);
    }
  }

  void ended(Member m) {
    if (bubble.rules.records() && !bubble.isOver()) {
      show(m, "ends");
    }
  }

  private void show(Member m, String what) {
    if (m != shownLast) {
      switches++;
      shownLast = m;
    }
    if (events.size() < SHOWN) {
      events.add(new Event(bubble.nanos(), m, what));
    }
  }

  List<Deviation> deviations() {
    return deviations;
  }

  List<Event> events() {
    return events;
  }

  int steps() {
    return steps;
  }

  int switches() {
    return Math.max(0, switches - 1);
  }

  Token.@Nullable Step lastStep() {
    return words.isEmpty() ? null : words.getLast();
  }

  /** The step of that number, from 1. */
  Token.@Nullable Step step(int number) {
    return number < 1 || number > words.size() ? null : words.get(number - 1);
  }

  /** The numbers of the things in the table. */
  Set<Integer> thingsShown() {
    return shown;
  }

  /** Adds each operation of one member that came right after one of another. */
  void addHandOffs(Set<Long> to) {
    for (int i = 1; i < steps; i++) {
      if (trace[i - 1] >>> 40 != trace[i] >>> 40) {
        to.add(Seeds.mix(trace[i - 1]) * 31 + trace[i]);
      }
    }
  }

  /** The first step in which the two differ, from 0; -1 if in none. */
  int firstDifference(Recorder other) {
    int i = Arrays.mismatch(trace, 0, steps, other.trace, 0, other.steps);
    return i;
  }

  /** Tells two runs apart, most likely. */
  long digest() {
    long hash = steps;
    for (int i = 0; i < steps; i++) {
      hash = Seeds.mix(hash * 31 + trace[i] + 0x9e3779b97f4a7c15L);
    }
    return hash;
  }
}
