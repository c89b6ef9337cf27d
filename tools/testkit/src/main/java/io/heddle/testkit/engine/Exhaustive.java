// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All schedules, but for those that differ only in the order of steps that do not concern each
 * other: dynamic partial-order reduction (Flanagan and Godefroid, POPL 2005) with sleep sets.
 */
final class Exhaustive implements Decider {
  /*
   * One object for all runs. `path` is the branch of the search: a node for each choice that the run
   * had, with those who have been tried there (done) and those who still must be (backtrack).
   * A run:     follows the path, and makes new nodes beyond its end. Each transition that ends (did) is
   *            compared with the latest earlier one that concerns the same things and is not ordered
   *            before it by what was in between (vector clocks): then the two could have come the other
   *            way round, and who did the later one is to be tried where the earlier was chosen.
   * Sleeping:  who was tried at a node need not run in what follows there until something happens that
   *            concerns what it would do. A run in which one who sleeps must go on is a repetition of
   *            another: it is finished, but not counted.
   * Begin:     who begins, or comes back from a wait with its work done, concerns nobody until its next
   *            step. It goes first, and that is no choice.
   * Draws:     of a select: all are tried.
   * The clock: a member with the number -1, where it may jump. It concerns everything. A run in which it
   *            does not jump early tells of no race with that, so it is tried at each node, but only
   *            Jumps.MOST times in a run: a ticker would go on for ever.
   * Checked by: ExhaustiveTest
   */
  private static final int CLOCK_NUMBER = -1;

  /** A choice. Members stand in the bit sets by their number plus 1. */
  private static final class Node {
    final BitSet enabled = new BitSet();
    final BitSet backtrack = new BitSet();
    final BitSet done = new BitSet();
    final Map<Integer, Footprint> sleep;
    final Map<Integer, Footprint> tried = new HashMap<>();
    int chosen;

    Node(Map<Integer, Footprint> sleep) {
      this.sleep = sleep;
    }
  }

  /** A transition of this run. */
  private record Past(int member, Footprint footprint, @Nullable Node at, int[] clock) {}

  private final List<Node> path = new ArrayList<>();
  private int depth;
  private final List<Past> past = new ArrayList<>();
  private Map<Integer, Footprint> asleep = new HashMap<>();
  private final Map<Integer, int[]> clocks = new HashMap<>();
  private @Nullable Node chosenAt;
  private boolean isRepetition;
  private int jumps;

  /** Before each run but the first; false when all have been tried. */
  boolean nextRun() {
    while (!path.isEmpty()) {
      var node = path.getLast();
      node.backtrack.andNot(node.done);
      int next = node.backtrack.nextSetBit(0);
      if (next >= 0) {
        choose(node, next);
        reset();
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  private static void choose(Node node, int who) {
    node.chosen = who;
    node.done.set(who);
  }

  private void reset() {
    depth = 0;
    past.clear();
    asleep = new HashMap<>();
    clocks.clear();
    chosenAt = null;
    isRepetition = false;
    jumps = 0;
  }

  /** True if the run that has ended was the same as another one. */
  boolean isRepetition() {
    return isRepetition;
  }

  @Override
  public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
    for (int i = 0; i < ready.size(); i++) {
      if (isLocal(ready.get(i))) {
        chosenAt = null;
        return i;
      }
    }
    var node = depth < path.size() ? path.get(depth) : newNode(ready, mayJump);
    depth++;
    chosenAt = node;
    asleep = new HashMap<>(node.sleep);
    for (var e : node.tried.entrySet()) {
      if (e.getKey() != node.chosen - 1) {
        asleep.put(e.getKey(), e.getValue());
      }
    }
    for (int i = 0; i < ready.size(); i++) {
      if (ready.get(i).number == node.chosen - 1) {
        return i;
      }
    }
    jumps++;
    return CLOCK;
  }

  private static boolean isLocal(Member m) {
    return m.op == null && m.on.length == 0;
  }

  private Node newNode(List<Member> ready, boolean mayJump) {
    var node = new Node(new HashMap<>(asleep));
    for (var m : ready) {
      node.enabled.set(m.number + 1);
    }
    boolean jumpsToo = mayJump && jumps < Jumps.MOST;
    if (jumpsToo) {
      node.enabled.set(CLOCK_NUMBER + 1);
      node.backtrack.set(CLOCK_NUMBER + 1);
    }
    int first = -1;
    for (int i = ready.size() - 1; i >= 0 && first < 0; i--) {
      first = asleep.containsKey(ready.get(i).number) ? -1 : ready.get(i).number + 1;
    }
    if (first < 0 && jumpsToo && !asleep.containsKey(CLOCK_NUMBER)) {
      first = CLOCK_NUMBER + 1;
    }
    if (first < 0) {
      isRepetition = true;
      first = ready.getLast().number + 1;
    }
    node.backtrack.set(first);
    choose(node, first);
    if (!isRepetition) {
      path.add(node);
    } else {
      depth--;
    }
    return node;
  }

  @Override
  public int draw(Member m, int bound) {
    if (isRepetition) {
      return 0;
    }
    Node node;
    if (depth < path.size()) {
      node = path.get(depth);
    } else {
      node = new Node(Map.of());
      node.backtrack.set(0, bound);
      choose(node, 0);
      path.add(node);
    }
    depth++;
    return node.chosen;
  }

  @Override
  public void goesOn(Member m) {
    if (asleep.containsKey(m.number)) {
      isRepetition = true;
    }
  }

  @Override
  public void did(Member m, Footprint footprint) {
    if (isRepetition) {
      return;
    }
    var f = footprint.copy();
    var node = chosenAt;
    chosenAt = null;
    if (node != null) {
      node.tried.put(m.number, f);
    }
    asleep.remove(m.number);
    asleep.values().removeIf(f::conflictsWith);
    var clock = clocks.getOrDefault(m.number, new int[0]);
    if (m.number == CLOCK_NUMBER) {
      anybodyBefore(f);
    } else {
      findRace(m, f, clock);
    }
    for (var p : past) {
      if (p.footprint.conflictsWith(f)) {
        clock = join(clock, p.clock);
      }
    }
    clock = join(clock, new int[0]);
    clock = with(clock, m.number + 1, past.size() + 1);
    clocks.put(m.number, clock);
    for (int n = 0; n < Long.SIZE; n++) {
      if (f.hasWoken(n)) {
        clocks.put(n, join(clocks.getOrDefault(n, new int[0]), clock));
      }
    }
    past.add(new Past(m.number, f, node, clock));
  }

  /** Who has armed the timer is not known: all could have gone first wherever another did. */
  private void anybodyBefore(Footprint clock) {
    for (var p : past) {
      if (p.at != null && p.footprint.conflictsWith(clock)) {
        p.at.backtrack.or(p.at.enabled);
      }
    }
  }

  private void findRace(Member m, Footprint f, int[] clock) {
    for (int i = past.size() - 1; i >= 0; i--) {
      var p = past.get(i);
      if (p.member != m.number && p.footprint.conflictsWith(f) && at(clock, p.member + 1) < i + 1) {
        if (p.at != null) {
          mustTry(p.at, i, m.number, clock);
        }
        return;
      }
    }
  }

  private void mustTry(Node node, int from, int member, int[] clock) {
    if (node.enabled.get(member + 1)) {
      node.backtrack.set(member + 1);
      return;
    }
    for (int j = from + 1; j < past.size(); j++) {
      int q = past.get(j).member;
      if (node.enabled.get(q + 1) && at(clock, q + 1) >= j + 1) {
        node.backtrack.set(q + 1);
        return;
      }
    }
    node.backtrack.or(node.enabled);
  }

  private static int at(int[] clock, int i) {
    return i < clock.length ? clock[i] : 0;
  }

  private static int[] with(int[] clock, int i, int value) {
    var c = Arrays.copyOf(clock, Math.max(clock.length, i + 1));
    c[i] = value;
    return c;
  }

  private static int[] join(int[] a, int[] b) {
    var c = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      c[i] = Math.max(c[i], b[i]);
    }
    return c;
  }
}
