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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Collects who waits for whom at the moment. For one collection; used by one thread. */
final class Waits {
  /*
   * Only what somebody holds, or must bring about, makes a wait interesting: who waits at a channel waits
   * for nobody in particular. So of a hundred thousand goroutines that wait at channels one byte each
   * is read.
   * Monitors:  who owns one is told by its owner only. So all who are otherwise found waiting are asked
   *            what they own, if anybody is blocked by a monitor; an owner that is not among them runs,
   *            or waits for nobody.
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

  private final Map<Long, Blocked> blocked = new HashMap<>();
  private final List<Blocked> joining = new ArrayList<>();
  private final List<Blocked> byMonitor = new ArrayList<>();
  private final JdkLocks.Queues queues = new JdkLocks.Queues();
  private @Nullable IdentityHashMap<Object, List<Goroutine>> members;

  private Waits() {}

  /** Those who wait for others, by thread id. */
  static Map<Long, Blocked> collect() {
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
    waits.resolveMonitors();
    return waits.blocked;
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
    waits.resolveMonitors();
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
    var hold = Holders.get().of(on, why, t, this::membersOf);
    if (!hold.threads().isEmpty()) {
      add(new Blocked(t, g, on, wait, hold));
    }
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
    var owners = new IdentityHashMap<Object, Thread>();
    var wanted = new IdentityHashMap<Blocked, Object>();
    boolean isAnyBlocked = false;
    for (var b : byMonitor) {
      var monitors = JdkLocks.monitorsOf(b.thread());
      if (monitors == null || monitors.waitsFor() == null || ownsWhatItWaitsFor(b, monitors)) {
        continue;
      }
      if (isWait(b)) {
        if (monitors.waitsFor() instanceof Thread ends) { // that is how one joins a platform thread
          add(b, ends, ends);
        }
      } else {
        isAnyBlocked = true;
        wanted.put(b, monitors.waitsFor());
      }
      monitors.owned().forEach(m -> owners.put(m, b.thread()));
    }
    if (!isAnyBlocked) {
      return;
    }
    for (var b : List.copyOf(blocked.values())) {
      var monitors = JdkLocks.monitorsOf(b.thread());
      if (monitors != null) {
        monitors.owned().forEach(m -> owners.put(m, b.thread()));
      }
    }
    wanted.forEach((b, on) -> {
      var owner = owners.get(on);
      if (owner != null) {
        add(b, on, owner);
      }
    });
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
