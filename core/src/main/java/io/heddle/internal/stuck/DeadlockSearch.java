// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.hook.Jfr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Finds cycles of threads that wait for each other; only such that are there. */
public final class DeadlockSearch {
  /*
   * Why it is never wrong: a cycle of the first collection is believed only if a second one, of those
   *            that are in a cycle or waited for there and are still in the same wait, tells it again. Between the two then nobody
   *            in it has run; so who holds a lock in the second has held it all the time, for it could
   *            not have taken it; so at any instant between the two all of it was true at once.
   * The same wait: the number of a goroutine's wait, the Waiter of another thread, the node in the
   *            queue of a j.u.c. lock. A wait for a monitor has no such name: a cycle with one is looked
   *            at several times, at growing distances. A thread that runs in between, and is each time seen
   *            blocked by the same monitor and the same owner again, could deceive it; none did in the storms of
   *            the tests.
   * What nobody can know: a mutex that somebody outside of the cycle is about to unlock. One that was
   *            ever unlocked so is left out: see MutexState.
   * Checked by: DeadlocksTest, DeadlockStormTest, LetInTest
   */
  private static final int[] PAUSES_MILLIS = {1, 3, 10, 20};

  private static final Set<Long> RECORDED = new HashSet<>();

  private DeadlockSearch() {}

  /**
   * A cycle, and who waits behind one of its members.
   *
   * @param mayBeMore whether others may, too
   */
  public record Cycle(List<Blocked> members, List<Blocked> behind, boolean mayBeMore) {}

  /** Those that stand at some instant during the call. */
  public static List<Cycle> find() {
    var all = Waits.collect();
    var found = Cycles.among(all.blocked());
    if (!found.circles().isEmpty() && all.byMonitor().addBehind(found)) {
      found = Cycles.among(all.blocked());
    }
    var suspects = found;
    var waits = whoMatters(suspects);
    for (int look = 0; !found.circles().isEmpty(); look++) {
      waits = stillIn(waits, Waits.again(waits.values()));
      found = Cycles.among(waits.values());
      if (look == PAUSES_MILLIS.length || found.circles().stream().allMatch(c -> isNamed(c))) {
        break;
      }
      pause(PAUSES_MILLIS[look]);
    }
    boolean isOne = suspects.circles().size() == 1; // then all the others are behind it
    var waiters = Waiters.of(isOne ? List.of() : suspects.behind());
    var cycles = new ArrayList<Cycle>();
    for (var c : found.circles()) {
      var behind = isOne ? suspects.behind() : waiters.behind(c);
      cycles.add(new Cycle(c, behind, all.byMonitor().hasMore()));
    }
    record(cycles);
    return cycles;
  }

  /** The members of these, and for whom they wait: all that the second look needs. */
  private static Map<Long, Blocked> whoMatters(Cycles.Found found) {
    var matter = new HashMap<Long, Blocked>();
    var look = new ArrayDeque<Blocked>();
    found.circles().forEach(look::addAll);
    while (!look.isEmpty()) {
      var b = look.poll();
      if (matter.putIfAbsent(b.id(), b) == null) {
        for (var id : b.hold().threads()) {
          var next = found.stuck().get(id);
          if (next != null && !matter.containsKey(id)) {
            look.add(next);
          }
        }
      }
    }
    return matter;
  }

  /** Who stands in a cycle, by thread id; empty if that can not be found out. */
  public static Set<Long> inCycles() {
    var ids = new HashSet<Long>();
    for (var cycle : find()) {
      cycle.members.forEach(b -> ids.add(b.id()));
    }
    return ids;
  }

  /** Tells the flight recorder of those that it has not been told of. */
  private static void record(List<Cycle> cycles) {
    var fresh = new ArrayList<Cycle>();
    synchronized (RECORDED) {
      for (var c : cycles) {
        if (RECORDED.add(keyOf(c))) {
          fresh.add(c);
        }
      }
    }
    Jfr.deadlocks(fresh.size(), i -> fresh.get(i).members.size(), () -> DeadlockReport.of(fresh));
  }

  private static long keyOf(Cycle cycle) {
    long key = 0;
    for (var b : cycle.members) {
      key +=
          b.id() * 31 + (b.token() instanceof Integer n ? n : System.identityHashCode(b.token()));
    }
    return key;
  }

  /** What is told now of those that are in the same wait as before. */
  private static Map<Long, Blocked> stillIn(Map<Long, Blocked> before, Map<Long, Blocked> now) {
    var same = new HashMap<Long, Blocked>();
    now.forEach((id, b) -> {
      if (b.isSameWaitAs(before.get(id))) {
        same.put(id, b);
      }
    });
    return same;
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    for (long left = millis * 1_000_000L; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left); // an interrupt is for the caller, and makes this spin
    }
  }

  /** Each of its waits can be told from another one at the same place. */
  private static boolean isNamed(List<Blocked> circle) {
    return circle.stream().noneMatch(b -> b.token() instanceof String);
  }
}
