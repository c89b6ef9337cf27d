// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds, among threads that wait for each other, those that wait in a circle. */
final class Cycles {
  /*
   * Whom nobody waits for is in no circle, and need not be looked at before one is found: of a crowd that
   * waits behind a circle, or for one that runs, that is nearly everybody.
   * Of the others, first whoever may go on is taken out, until nothing changes: who waits for somebody outside, for
   * one of several of whom one is outside, or for all of several of whom none is left inside. What is left
   * can not go on: circles, and those behind them. The circles are its strongly connected components
   * (Tarjan's algorithm, with a stack of its own: a circle may be long).
   * Checked by: CyclesTest
   */
  private final Map<Long, Blocked> left;

  private Cycles(Map<Long, Blocked> left) {
    this.left = left;
  }

  /**
   * The circles, and who else waits behind them.
   *
   * @param stuck those that cannot go on and for whom somebody waits, by thread id
   */
  record Found(List<List<Blocked>> circles, List<Blocked> behind, Map<Long, Blocked> stuck) {
    List<Blocked> all() {
      return Stream.concat(circles.stream().flatMap(List::stream), behind.stream()).toList();
    }
  }

  static Found among(Collection<Blocked> all) {
    var awaited = Waiters.awaitedBy(all);
    var left = new HashMap<Long, Blocked>();
    var crowd = new ArrayList<Blocked>();
    for (var b : all) {
      if (awaited.contains(b.id())) {
        left.put(b.id(), b);
      } else {
        crowd.add(b);
      }
    }
    var cycles = new Cycles(left);
    cycles.takeOutWhoMayGoOn();
    var circles = cycles.components();
    var behind = circles.isEmpty() ? List.<Blocked>of() : cycles.behind(circles, crowd);
    return new Found(circles, behind, cycles.left);
  }

  private List<Blocked> behind(List<List<Blocked>> circles, List<Blocked> crowd) {
    var inCircles = Collections.newSetFromMap(new IdentityHashMap<Blocked, Boolean>());
    circles.forEach(inCircles::addAll);
    var behind = new ArrayList<Blocked>();
    for (var b : left.values()) {
      if (!inCircles.contains(b)) {
        behind.add(b);
      }
    }
    Hold last = null;
    boolean isLastStuck = false;
    for (var b : crowd) {
      if (b.hold() != last) {
        last = b.hold();
        isLastStuck = !mayGoOn(b, left);
      }
      if (isLastStuck) {
        behind.add(b);
      }
    }
    return behind;
  }

  private void takeOutWhoMayGoOn() {
    var look = new ArrayDeque<Blocked>();
    for (var b : left.values()) {
      if (mayGoOn(b, left)) {
        look.add(b);
      }
    }
    if (look.isEmpty()) {
      return; // and nobody asks who waits for whom
    }
    var waitFor = new HashMap<Long, List<Long>>();
    for (var b : left.values()) {
      for (var t : b.hold().threads()) {
        waitFor.computeIfAbsent(t, k -> new ArrayList<>()).add(b.id());
      }
    }
    while (!look.isEmpty()) {
      var b = look.poll();
      if (left.containsKey(b.id()) && mayGoOn(b, left)) {
        left.remove(b.id());
        for (var id : waitFor.getOrDefault(b.id(), List.of())) {
          var next = left.get(id);
          if (next != null) {
            look.add(next);
          }
        }
      }
    }
  }

  private static boolean mayGoOn(Blocked b, Map<Long, Blocked> left) {
    var threads = b.hold().threads();
    boolean anyWillDo = b.hold().anyWillDo();
    for (var t : threads) {
      if (left.containsKey(t) != anyWillDo) {
        return anyWillDo;
      }
    }
    return threads.isEmpty() || !anyWillDo;
  }

  private static final class Visit {
    final Blocked who;
    final List<Long> next;
    int at;
    final int index;
    int low;
    boolean isOpen = true;

    Visit(Blocked who, int index) {
      this.who = who;
      this.next = who.hold().threads();
      this.index = index;
      this.low = index;
    }
  }

  private List<List<Blocked>> components() {
    var visits = new HashMap<Long, Visit>();
    var open = new ArrayList<Visit>();
    var circles = new ArrayList<List<Blocked>>();
    for (var root : left.values()) {
      if (!visits.containsKey(root.id())) {
        visit(root, visits, open, circles);
      }
    }
    return circles;
  }

  private void visit(
      Blocked root, Map<Long, Visit> visits, List<Visit> open, List<List<Blocked>> circles) {
    var path = new ArrayDeque<Visit>();
    enter(root, visits, open, path);
    while (!path.isEmpty()) {
      var v = path.peek();
      if (v.at < v.next.size()) {
        long id = v.next.get(v.at++);
        var known = visits.get(id);
        if (known != null) {
          v.low = known.isOpen ? Math.min(v.low, known.index) : v.low;
        } else if (left.containsKey(id)) {
          enter(left.get(id), visits, open, path);
        }
        continue;
      }
      path.pop();
      if (!path.isEmpty()) {
        path.peek().low = Math.min(path.peek().low, v.low);
      }
      if (v.low == v.index) {
        close(v, open, circles);
      }
    }
  }

  private static void enter(
      Blocked who, Map<Long, Visit> visits, List<Visit> open, ArrayDeque<Visit> path) {
    var v = new Visit(who, visits.size());
    visits.put(who.id(), v);
    open.add(v);
    path.push(v);
  }

  private static void close(Visit v, List<Visit> open, List<List<Blocked>> circles) {
    var members = new ArrayList<Blocked>();
    Visit last;
    do {
      last = open.removeLast();
      last.isOpen = false;
      members.add(last.who);
    } while (last != v);
    if (members.size() > 1 || v.who.hold().threads().contains(v.who.id())) {
      circles.add(fromFirst(members.reversed()));
    }
  }

  /** Begins with the one that was started first, so that a cycle is always told alike. */
  private static List<Blocked> fromFirst(List<Blocked> circle) {
    int first = 0;
    for (int i = 1; i < circle.size(); i++) {
      if (circle.get(i).id() < circle.get(first).id()) {
        first = i;
      }
    }
    var turned = new ArrayList<>(circle.subList(first, circle.size()));
    turned.addAll(circle.subList(0, first));
    return turned;
  }
}
