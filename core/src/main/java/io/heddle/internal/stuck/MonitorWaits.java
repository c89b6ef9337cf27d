// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.sched.JdkLocks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those whom a monitor blocks, or who are in {@link Object#wait()}: part of {@link Waits}. */
final class MonitorWaits {
  /*
   * Who owns a monitor is told by its owner only, at some microseconds each. So for a cycle only those are
   *           asked that can be in one: whom a monitor blocks; those who wait for one of these, directly or
   *           behind others, for in a cycle each owner of a monitor that is wanted does; and who is in
   *           Object.wait, for it may be joining a platform thread, if there is one that waits, too. When
   *           there is a cycle, its members are asked, and who is behind them, for those who wait behind
   *           them (addBehind). For a picture all are asked.
   * A crowd:  who owns no monitor is in a cycle only if somebody waits for it all the same; of very many
   *           that a monitor blocks most are told to own none by their stacks alone (Bare), and are asked
   *           what they wait for only when there is a cycle, behind which they may be, and then some.
   */

  /** From how many their stacks are compared. */
  private static final int CROWD = 1000;

  /** How many of those that own none are asked whether they are behind a cycle. */
  private static final int MOST_BARE = 1000;

  private final List<Blocked> all = new ArrayList<>();

  /** Who waits for whom: in the end, these do too. */
  private final List<Blocked> blocked;

  /** Who owns which monitor, as far as somebody was asked. */
  private final IdentityHashMap<Object, Hold> owners = new IdentityHashMap<>();

  private final Set<Thread> asked = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Those that a monitor blocks, which own none and have not been asked. */
  private final List<Blocked> bare = new ArrayList<>();

  /** Who wants to enter which monitor, of which no owner is known. */
  private final IdentityHashMap<Blocked, Object> wanted = new IdentityHashMap<>();

  MonitorWaits(List<Blocked> blocked) {
    this.blocked = blocked;
  }

  void add(Blocked b) {
    all.add(b);
  }

  List<Blocked> all() {
    return all;
  }

  /** Finds whom those wait for who may be in a cycle. */
  void resolve() {
    if (all.isEmpty()) {
      return;
    }
    var inObjectWait = new ArrayList<Blocked>();
    var known = bareOf(all.size());
    var awaited = Waiters.awaitedBy(blocked);
    for (var b : all) {
      if (!b.thread().isVirtual() || !isWait(b) && awaited.contains(b.id())) {
        ask(b);
      } else if (isWait(b)) {
        inObjectWait.add(b);
      } else if (!askUnlessBare(b, known)) {
        bare.add(b);
      }
    }
    if (!inObjectWait.isEmpty() && isAPlatformThreadStuck()) {
      var waitedFor = Waiters.awaitedBy(blocked);
      for (var b : inObjectWait) {
        if (!wanted.isEmpty() || waitedFor.contains(b.id())) {
          ask(b);
        }
      }
    }
    if (!wanted.isEmpty()) {
      addOwned(Waiters.of(blocked).behind(wanted.keySet()));
    }
  }

  /** Finds whom all of them wait for. */
  void resolveAll() {
    all.forEach(this::ask);
    addOwned(List.copyOf(blocked));
  }

  /** Whether there are too many to ask each whether it is behind a cycle. */
  boolean hasMore() {
    return bare.size() > MOST_BARE;
  }

  /** Finds those who want to enter a monitor of one of these; whether there are any. */
  boolean addBehind(Cycles.Found stuck) {
    int before = blocked.size();
    bare.subList(0, Math.min(bare.size(), MOST_BARE)).forEach(this::ask);
    if (!wanted.isEmpty()) {
      addOwned(stuck.all());
    }
    return blocked.size() > before;
  }

  private void addOwned(Collection<Blocked> some) {
    if (!wanted.isEmpty()) { // else nobody would want it
      askWhatTheyOwn(some);
      wanted.entrySet().removeIf(e -> addIfOwned(e.getKey(), e.getValue()));
    }
  }

  private boolean isAPlatformThreadStuck() {
    for (var some : List.of(blocked, wanted.keySet())) {
      for (var b : some) {
        if (!b.thread().isVirtual()) {
          return true;
        }
      }
    }
    return false;
  }

  /** What this one waits for and owns. */
  private void ask(Blocked b) {
    take(b, JdkLocks.monitorsOf(b.thread()));
  }

  /** Whether it was asked: not if its stack tells that it owns none. */
  private boolean askUnlessBare(Blocked b, JdkLocks.@Nullable Bare known) {
    var monitors = monitorsOf(b.thread(), known);
    take(b, monitors);
    return monitors != null;
  }

  private static JdkLocks.@Nullable Monitors monitorsOf(Thread t, JdkLocks.@Nullable Bare known) {
    return known == null || !t.isVirtual() ? JdkLocks.monitorsOf(t) : known.monitorsOf(t);
  }

  private static JdkLocks.@Nullable Bare bareOf(int many) {
    return many < CROWD ? null : new JdkLocks.Bare();
  }

  private void take(Blocked b, JdkLocks.@Nullable Monitors monitors) {
    if (monitors == null) {
      return;
    }
    asked.add(b.thread());
    if (monitors.waitsFor() == null || ownsWhatItWaitsFor(b, monitors)) {
      return;
    }
    if (!isWait(b)) {
      wanted.put(b, monitors.waitsFor());
    } else if (monitors.waitsFor() instanceof Thread ends) { // so one joins a platform thread
      blocked.add(b.waitingFor(ends, Hold.by(ends.threadId())));
    }
    takeOwned(b.thread(), monitors);
  }

  private void takeOwned(Thread owner, JdkLocks.Monitors monitors) {
    for (var monitor : monitors.owned()) {
      owners.put(monitor, Hold.by(owner.threadId()));
    }
  }

  private boolean addIfOwned(Blocked b, Object monitor) {
    var owner = owners.get(monitor);
    if (owner != null) {
      blocked.add(b.waitingFor(monitor, owner));
    }
    return owner != null;
  }

  private void askWhatTheyOwn(Collection<Blocked> some) {
    var known = bareOf(some.size());
    for (var b : some) {
      var monitors = asked.add(b.thread()) ? monitorsOf(b.thread(), known) : null;
      if (monitors != null) {
        takeOwned(b.thread(), monitors);
      }
    }
  }

  /**
   * Nobody waits to enter a monitor that is its own: then the JVM has told nonsense, which it does
   * once in some hundred thousand looks.
   */
  private static boolean ownsWhatItWaitsFor(Blocked b, JdkLocks.Monitors monitors) {
    for (var m : monitors.owned()) {
      if (m == monitors.waitsFor()) {
        return !isWait(b);
      }
    }
    return false;
  }

  private static boolean isWait(Blocked b) {
    return b.token().equals("wait");
  }
}
