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
import org.jspecify.annotations.Nullable;

/** Collects who waits for whom at the moment. For one collection; used by one thread. */
final class Waits {
  /*
   * Only what somebody holds, or must bring about, makes a wait interesting: who waits at a channel waits
   * for nobody in particular. So of a hundred thousand goroutines that wait at channels one byte each
   * is read.
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

  private final List<Blocked> blocked = new ArrayList<>();
  private final List<Blocked> joining = new ArrayList<>();
  private final MonitorWaits byMonitor = new MonitorWaits(blocked);
  private final JdkLocks.Queues queues = new JdkLocks.Queues();
  private @Nullable IdentityHashMap<Object, List<Goroutine>> members;

  private @Nullable Object lastOn;
  private Hold lastHold = Hold.UNKNOWN;

  private Waits() {}

  /** Those who wait for others. */
  static Waits collect() {
    var waits = lookAtAll();
    waits.byMonitor.resolve();
    return waits;
  }

  /** The same, with all that own a monitor which somebody wants, also if there is no cycle. */
  static Waits collectWithOwners() {
    var waits = lookAtAll();
    waits.byMonitor.resolveAll();
    return waits;
  }

  private static Waits lookAtAll() {
    var waits = new Waits();
    for (var g : Registry.get().waiting(Waits::isInteresting)) {
      waits.look(g);
    }
    for (var t : waits.withoutGoroutines(Everybody.threads())) {
      waits.look(t, null);
    }
    waits.resolveJoins();
    return waits;
  }

  private Collection<Thread> withoutGoroutines(List<Thread> some) {
    if (some.stream().noneMatch(Thread::isVirtual)) {
      return some;
    }
    var others = Collections.newSetFromMap(new IdentityHashMap<Thread, Boolean>());
    others.addAll(some);
    for (var known : List.of(blocked, joining, byMonitor.all())) {
      known.forEach(b -> others.remove(b.thread()));
    }
    return others;
  }

  /** Each once. */
  List<Blocked> blocked() {
    return blocked;
  }

  MonitorWaits byMonitor() {
    return byMonitor;
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
    waits.byMonitor.resolveAll();
    var byId = new HashMap<Long, Blocked>();
    waits.blocked.forEach(b -> byId.put(b.id(), b));
    return byId;
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
      blocked.add(new Blocked(t, g, on, wait, hold));
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

  /** A thread that waits otherwise than a goroutine does in our primitives. */
  private void look(Thread t, @Nullable Goroutine g) {
    switch (t.getState()) {
      case BLOCKED -> byMonitor.add(new Blocked(t, g, t, "monitor", Hold.UNKNOWN));
      case WAITING -> lookAtBlocker(t, g, LockSupport.getBlocker(t));
      default -> {}
    }
  }

  private void lookAtBlocker(Thread t, @Nullable Goroutine g, @Nullable Object blocker) {
    if (blocker == null) {
      if (!t.isVirtual() || JdkStacks.isInObjectWait(t)) {
        byMonitor.add(new Blocked(t, g, t, "wait", Hold.UNKNOWN));
      }
    } else if (blocker instanceof Waiter w) {
      if (w.on != null && !w.isWoken() && !w.isTimed && FOR_OTHERS.contains(w.reason)) {
        addOurs(t, g, w.on, w.reason, w);
      }
    } else if (blocker instanceof AbstractOwnableSynchronizer s) {
      var wait = queues.waitOf(t, s);
      var owner = JdkLocks.ownerOf(s);
      if (wait != null && owner != null) {
        blocked.add(new Blocked(t, g, s, wait, Hold.by(owner.threadId())));
      } else if (wait != null) {
        joining.add(new Blocked(t, g, s, wait, Hold.UNKNOWN));
      }
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
    all.addAll(byMonitor.all());
    all.addAll(blocked);
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
        blocked.add(b.waitingFor(b.on(), Hold.by(joined.threadId())));
      }
    }
  }
}
