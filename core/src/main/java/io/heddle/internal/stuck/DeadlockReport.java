// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.program.Seen;
import io.heddle.internal.program.Stacks;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Holder;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A cycle in words: who is in it, each as in a dump, and who else waits behind it. */
public final class DeadlockReport {
  private static final int MOST = 50;
  private static final int MOST_IN_FULL = 1000;

  private DeadlockReport() {}

  /** Begins with "deadlock: " and ends with a line break. */
  public static String of(DeadlockSearch.Cycle cycle) {
    return of(cycle, new Stacks());
  }

  /** One for each, in this order. Of more than a thousand, the rest are told in a line each. */
  public static List<String> of(List<DeadlockSearch.Cycle> cycles) {
    var stacks = new Stacks();
    var reports = new ArrayList<String>(cycles.size());
    int full = Math.min(cycles.size(), MOST_IN_FULL);
    Holder.whileKnown(
        goroutines(cycles.subList(0, full)),
        () -> cycles.subList(0, full).forEach(c -> reports.add(of(c, stacks))));
    cycles.subList(full, cycles.size()).forEach(c -> reports.add(inShort(c)));
    return reports;
  }

  /** Those in cycles hold what the others wait for. By thread id. */
  private static Map<Long, Goroutine> goroutines(List<DeadlockSearch.Cycle> cycles) {
    var found = new HashMap<Long, Goroutine>();
    for (var c : cycles) {
      for (var b : c.members()) {
        if (b.goroutine() != null) {
          found.put(b.id(), b.goroutine());
        }
      }
    }
    return found;
  }

  private static String inShort(DeadlockSearch.Cycle cycle) {
    return "deadlock: " + summary(cycle.members()) + '\n';
  }

  private static String of(DeadlockSearch.Cycle cycle, Stacks stacks) {
    var members = cycle.members();
    var s = new StringBuilder(inShort(cycle));
    members.stream()
        .limit(MOST)
        .forEach(b -> {
          s.append('\n');
          see(b, stacks).appendTo(s);
        });
    if (members.size() > MOST) {
      s.append("\n... and ").append(members.size() - MOST).append(" more\n");
    }
    var behind = cycle.behind();
    if (!behind.isEmpty()) {
      s.append("\nbehind them ").append(behind.size() == 1 ? "waits " : "wait ");
      s.append(names(behind)).append(cycle.mayBeMore() ? ", at least\n" : "\n");
    }
    return s.toString();
  }

  private static String summary(List<Blocked> members) {
    return members.size() == 1
        ? members.getFirst() + " waits for itself"
        : names(members) + " wait for each other";
  }

  private static String names(List<Blocked> some) {
    if (some.size() == 1) {
      return some.getFirst().toString();
    }
    int told = Math.min(some.size(), MOST);
    var s = new StringBuilder().append(some.getFirst());
    for (var b : some.subList(1, told - 1)) {
      s.append(", ").append(b);
    }
    s.append(" and ");
    return told < some.size()
        ? s.append(some.size() - told + 1).append(" more").toString()
        : s.append(some.getLast()).toString();
  }

  private static Seen see(Blocked b, Stacks stacks) {
    if (b.goroutine() != null) {
      var seen = Seen.of(b.goroutine(), "deadlocked", stacks);
      return seen.waitingOn() != null ? seen : seen.waitingOn(inWords(b));
    }
    var seen = Seen.of(b.thread(), "deadlocked", stacks);
    return seen != null
        ? seen
        : new Seen(
            "thread",
            b.id(),
            b.thread().getName(),
            reasonOf(b),
            "deadlocked",
            inWords(b),
            Duration.ZERO,
            null,
            stacks.of(b.thread()));
  }

  private static String reasonOf(Blocked b) {
    var blocker = LockSupport.getBlocker(b.thread());
    boolean parked = blocker != null && !(blocker instanceof Waiter);
    return (parked || b.thread().getState() != Thread.State.BLOCKED
            ? WaitReason.PARK
            : WaitReason.MONITOR_ENTER)
        .text();
  }

  /** A monitor, a lock of the JDK, the end of a thread. */
  private static String inWords(Blocked b) {
    var holders = b.hold().threads().stream().map(Holder::of).collect(Collectors.joining(", "));
    if (b.on() instanceof Thread || b.on().getClass().getName().contains("CountDownLatch")) {
      return "the end of " + holders;
    }
    var on = b.on();
    return on.getClass().getName()
        + "@"
        + Integer.toHexString(System.identityHashCode(on))
        + " held by "
        + holders;
  }
}
