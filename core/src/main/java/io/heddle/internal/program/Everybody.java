// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.stuck.DeadlockSearch;
import io.heddle.internal.wait.Waiter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whom a dump tells of: goroutines by id, then other threads that wait in our primitives. */
public final class Everybody implements Iterable<Seen> {
  private final List<? extends Goroutine> goroutines;
  private final List<Thread> threads;
  private final Set<Long> deadlocked;
  private final Stacks stacks = new Stacks();

  /**
   * @param deadlocked thread ids
   */
  Everybody(List<? extends Goroutine> goroutines, List<Thread> threads, Set<Long> deadlocked) {
    this.goroutines = goroutines;
    this.threads = threads;
    this.deadlocked = deadlocked;
  }

  /** Those of the process at this moment. */
  static Everybody now() {
    var goroutines = Registry.get().goroutines();
    var waiting =
        threads().stream().filter(t -> LockSupport.getBlocker(t) instanceof Waiter).toList();
    return new Everybody(
        goroutines, withoutGoroutines(waiting, goroutines), DeadlockSearch.inCycles());
  }

  private static List<Thread> withoutGoroutines(List<Thread> some, List<Goroutine> goroutines) {
    if (some.stream().noneMatch(Thread::isVirtual)) {
      return some;
    }
    var theirs = goroutines.stream().map(Goroutine::thread).collect(Collectors.toSet());
    return some.stream().filter(t -> !theirs.contains(t)).toList();
  }

  /**
   * All platform threads, and the virtual ones that the JDK knows: goroutines may be among them.
   */
  public static List<Thread> threads() {
    var group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    var found = new Thread[group.activeCount() + 16];
    int n = group.enumerate(found, true);
    while (n == found.length) {
      found = new Thread[2 * n];
      n = group.enumerate(found, true);
    }
    var all = new ArrayList<>(Arrays.asList(found).subList(0, n));
    if (JdkInternals.available()) {
      all.addAll(JdkInternals.otherVirtualThreads());
    }
    return all;
  }

  int size() {
    return goroutines.size() + threads.size();
  }

  List<? extends Goroutine> goroutines() {
    return goroutines;
  }

  Stacks stacks() {
    return stacks;
  }

  /** Looks at each when its turn comes. */
  @Override
  public Iterator<Seen> iterator() {
    return Stream.concat(goroutines.stream().map(g -> Seen.of(g, markOf(g), stacks)), others())
        .iterator();
  }

  /** All but the live goroutines. */
  Stream<Seen> others() {
    return threads.stream().map(t -> Seen.of(t, markOf(t), stacks)).filter(Objects::nonNull);
  }

  /** "deadlocked" or empty. */
  String markOf(Goroutine g) {
    return deadlocked.isEmpty() ? "" : markOf(g.thread());
  }

  private String markOf(Thread t) {
    return deadlocked.contains(t.threadId()) ? "deadlocked" : "";
  }
}
