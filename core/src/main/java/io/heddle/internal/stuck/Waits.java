// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.program.Everybody;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkLocks;
import io.heddle.internal.sched.JdkStacks;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects who waits for whom at the moment. For one collection; used by one thread. */
final class Waits {
  /*
   * Only what somebody holds, or must bring about, makes a wait interesting: who waits at a channel waits
   * for nobody in particular. So of a hundred thousand goroutines that wait at channels one byte each
   * is read.
   * Monitors:  who owns one is told by its owner only, at some microseconds each. So for a cycle only
   *            those are asked that can be in one: whom a monitor blocks; those who wait for one of these,
   *            directly or behind others, for in a cycle each owner of a monitor that is wanted does;
   *            and who is in Object.wait, for it may be joining a platform thread, if there is one
   *            that waits, too. When there is a cycle, its members are asked, and who is behind them, for
   *            those who wait behind them (addBehind). For a picture all are asked.
   * A crowd:   who owns no monitor is in a cycle only if somebody waits for it all the same; of very many
   *            that a monitor blocks most are told to own none by their stacks alone (Bare), and are asked
   *            what they wait for only when there is a cycle, behind which they may be, and then some.
   * Not true at one instant: each is looked at for itself. DeadlockSearch looks twice.
   */
  private static final Set<WaitReason> FOR_OTHERS =
      EnumSet.of(
          WaitReason.MUTEX_LOCK,
          WaitReason.RWMUTEX_LOCK,
          WaitReason.RWMUTEX_RLOCK,
          WaitReason.ONCE,
          WaitReason.WAIT_GROUP_WAIT,
          WaitReason.SEMACQUIRE);

  /** From how many that monitors block their stacks are compared. */
  private static final int CROWD = 1000;

  /** How many of those are asked whether they are behind a cycle. */
  private static final int MOST_BARE = 1000;

  private final Map<Long, Blocked> blocked = new HashMap<>();
  private final List<Blocked> joining = new ArrayList<>();
  private final List<Blocked> byMonitor = new ArrayList<>();
  private final JdkLocks.Queues queues = new JdkLocks.Queues();
  private @Nullable IdentityHashMap<Object, List<Goroutine>> members;

  private @Nullable Object lastOn;
  private Hold lastHold = Hold.UNKNOWN;

  /** Who owns which monitor, as far as somebody was asked. */
  private final IdentityHashMap<Object, Thread> owners = new IdentityHashMap<>();

  private final Set<Thread> asked = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Those that a monitor blocks, which own none and have not been asked. */
  private final List<Blocked> bare = new ArrayList<>();

  /** Who wants to enter which monitor. */
  private final IdentityHashMap<Blocked, Object> wanted = new IdentityHashMap<>();

  private Waits() {}

  /** Those who wait for others. */
  static Waits collect() {
    var waits = lookAtAll();
    waits.resolveMonitors();
    return waits;
  }

  /** The same, with all that own a monitor which somebody wants, also if there is no cycle. */
  static Waits collectWithOwners() {
    var waits = lookAtAll();
    waits.askAll();
    return waits;
  }

  private static Waits lookAtAll() {
    var waits = new Waits();
    for (var g : Registry.get().waiting(Waits::isInteresting)) {
      waits.look(g);
    }
    for (var t : Everybody.threads()) {
      if (!waits.blocked.containsKey(t.threadId())) {
        waits.look(t, null);
      }
    }
    waits.resolveJoins();
    return waits;
  }

  /** Whether there are too many to ask each whether it is behind a cycle. */
  boolean hasMore() {
    return bare.size() > MOST_BARE;
  }

  /** By thread id. */
  Map<Long, Blocked> blocked() {
    return blocked;
  }

  /** Adds those who want to enter a monitor of one of these; whether there are any. */
  boolean addBehind(Collection<Blocked> stuck) {
    int before = blocked.size();
    bare.subList(0, Math.min(bare.size(), MOST_BARE)).forEach(this::ask);
    addOwned(stuck);
    return blocked.size() > before;
  }

  private void addOwned(Collection<Blocked> stuck) {
    askWhatTheyOwn(List.copyOf(stuck));
    wanted.forEach(this::addIfOwned);
  }

  /**
   * As {@link #collect}, of these alone: what they wait for now, and what they hold for others of
   * them.
   */
  static Map<Long, Blocked> again(Collection<Blocked> some) {
    var waits = new Waits();
    for (var b : some) {
      if (b.goroutine() != null) {
        waits.look(b.goroutine());
      } else {
        waits.look(b.thread(), null);
      }
    }
    waits.resolveJoins();
    waits.askAll();
    return waits.blocked;
  }

  private static boolean isInteresting(Goroutine g) {
    var why = g.reason();
    return why == null || FOR_OTHERS.contains(why);
  }

  private void look(Goroutine g) {
    var wait = g.currentWait();
    if (wait == null) {
      look(g.thread(), g);
    } else if (wait.on() != null && !wait.isTimed()) {
      addOurs(g.thread(), g, wait.on(), wait.reason(), wait.number());
    }
  }

  private void addOurs(Thread t, @Nullable Goroutine g, Object on, WaitReason why, Object wait) {
    var hold = holdOf(on, why, t);
    if (!hold.threads().isEmpty()) {
      add(new Blocked(t, g, on, wait, hold));
    }
  }

  /** The same for all who wait on one thing, but for readers and writers. Crowds stand together. */
  private Hold holdOf(Object on, WaitReason why, Thread t) {
    if (on != lastOn || why == WaitReason.RWMUTEX_LOCK || why == WaitReason.RWMUTEX_RLOCK) {
      lastOn = on;
      lastHold = Holders.get().of(on, why, t, this::membersOf);
    }
    return lastHold;
  }

  private void add(Blocked b) {
    blocked.put(b.id(), b);
  }

  /** A thread that waits otherwise than a goroutine does in our primitives. */
  private void look(Thread t, @Nullable Goroutine g) {
    switch (t.getState()) {
      case BLOCKED -> byMonitor.add(new Blocked(t, g, t, "monitor", Hold.UNKNOWN));
      case WAITING -> lookAtBlocker(t, g, LockSupport.getBlocker(t));
      default -> {}
    }
  }

  private void lookAtBlocker(Thread t, @Nullable Goroutine g, @Nullable Object blocker) {
    switch (blocker) {
      case null -> {
        if (!t.isVirtual() || JdkStacks.isInObjectWait(t)) {
          byMonitor.add(new Blocked(t, g, t, "wait", Hold.UNKNOWN));
        }
      }
      case Waiter w -> {
        if (w.on != null && !w.isWoken() && !w.isTimed && FOR_OTHERS.contains(w.reason)) {
          addOurs(t, g, w.on, w.reason, w);
        }
      }
      case AbstractOwnableSynchronizer s -> {
        var wait = queues.waitOf(t, s);
        var owner = JdkLocks.ownerOf(s);
        if (wait != null && owner != null) {
          add(new Blocked(t, g, s, wait, Hold.by(owner.threadId())));
        } else if (wait != null) {
          joining.add(new Blocked(t, g, s, wait, Hold.UNKNOWN));
        }
      }
      default -> {}
    }
  }

  private List<Goroutine> membersOf(Object counter) {
    if (members == null) {
      members = new IdentityHashMap<>();
      for (var g : Registry.get().goroutines()) {
        for (var counts : g.countsFor()) {
          members.computeIfAbsent(counts, k -> new ArrayList<>()).add(g);
        }
      }
    }
    return members.getOrDefault(counter, List.of());
  }

  /** Whoever waits for a latch may be joining one of those who wait. */
  private void resolveJoins() {
    if (joining.isEmpty()) {
      return;
    }
    var all = new ArrayList<>(joining);
    all.addAll(byMonitor);
    all.addAll(blocked.values());
    var latches = new IdentityHashMap<Object, Thread>();
    for (var b : all) {
      var latch = b.thread().isVirtual() ? JdkLocks.joinedBy(b.thread()) : null;
      if (latch != null) {
        latches.put(latch, b.thread());
      }
    }
    for (var b : joining) {
      var joined = latches.get(b.on());
      if (joined != null) {
        add(new Blocked(b.thread(), b.goroutine(), b.on(), b.token(), Hold.by(joined.threadId())));
      }
    }
  }

  private void resolveMonitors() {
    var inObjectWait = new ArrayList<Blocked>();
    var known = byMonitor.size() < CROWD ? null : new JdkLocks.Bare();
    var awaited = byMonitor.isEmpty() ? Set.of() : Waiters.of(blocked.values()).awaited();
    for (var b : byMonitor) {
      if (!b.thread().isVirtual() || !isWait(b) && awaited.contains(b.id())) {
        ask(b);
      } else if (isWait(b)) {
        inObjectWait.add(b);
      } else if (!askUnlessBare(b, known)) {
        bare.add(b);
      }
    }
    if (isAPlatformThreadStuck()) {
      var waitedFor = Waiters.of(blocked.values()).awaited();
      for (var b : inObjectWait) {
        if (!wanted.isEmpty() || waitedFor.contains(b.id())) {
          ask(b);
        }
      }
    }
    if (!wanted.isEmpty()) {
      addOwned(Waiters.of(blocked.values()).behind(wanted.keySet()));
    }
  }

  private void askAll() {
    byMonitor.forEach(this::ask);
    addOwned(blocked.values());
  }

  private boolean isAPlatformThreadStuck() {
    return Stream.concat(blocked.values().stream(), wanted.keySet().stream())
        .anyMatch(b -> !b.thread().isVirtual());
  }

  /** What this one, of those by monitors, waits for and owns. */
  private void ask(Blocked b) {
    take(b, JdkLocks.monitorsOf(b.thread()));
  }

  /** Whether it was asked: not if its stack tells that it owns none. */
  private boolean askUnlessBare(Blocked b, JdkLocks.@Nullable Bare known) {
    var t = b.thread();
    var monitors = known == null ? JdkLocks.monitorsOf(t) : known.monitorsOf(t);
    take(b, monitors);
    return monitors != null;
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
      add(b, ends, ends);
    }
    monitors.owned().forEach(m -> owners.put(m, b.thread()));
  }

  private void addIfOwned(Blocked b, Object monitor) {
    var owner = owners.get(monitor);
    if (owner != null) {
      add(b, monitor, owner);
    }
  }

  private void askWhatTheyOwn(Collection<Blocked> some) {
    if (wanted.isEmpty()) {
      return; // nobody would want it
    }
    for (var b : some) {
      var monitors = asked.add(b.thread()) ? JdkLocks.monitorsOf(b.thread()) : null;
      if (monitors != null) {
        monitors.owned().forEach(m -> owners.put(m, b.thread()));
      }
    }
  }

  /**
   * Nobody waits to enter a monitor that is its own: then the JVM has told nonsense, which it does
   * once in some hundred thousand looks.
   */
  private static boolean ownsWhatItWaitsFor(Blocked b, JdkLocks.Monitors monitors) {
    return !isWait(b) && monitors.owned().stream().anyMatch(m -> m == monitors.waitsFor());
  }

  private static boolean isWait(Blocked b) {
    return b.token().equals("wait");
  }

  private void add(Blocked b, Object on, Thread holder) {
    add(new Blocked(b.thread(), b.goroutine(), on, b.token(), Hold.by(holder.threadId())));
  }
}
