// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.stuck.DeadlockSearch;
import io.heddle.internal.stuck.LeakSearch;
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

/**
 * Whom a dump tells of: goroutines by id, those that have been found leaked, and other threads that
 * wait in our primitives.
 */
public final class Everybody implements Iterable<Seen> {
  private final List<? extends Goroutine> goroutines;
  private final List<Thread> threads;
  private final Set<Long> deadlocked;
  private final List<LeakSearch.Lost> leaks;
  private final Stacks stacks;

  /**
   * @param deadlocked thread ids
   */
  private Everybody(
      List<? extends Goroutine> goroutines,
      List<Thread> threads,
      Set<Long> deadlocked,
      List<LeakSearch.Lost> leaks) {
    this.goroutines = goroutines;
    this.threads = threads;
    this.deadlocked = deadlocked;
    this.leaks = leaks;
    stacks = new Stacks(goroutines.size());
  }

  /** These alone. */
  static Everybody of(List<? extends Goroutine> goroutines) {
    return new Everybody(goroutines, List.of(), Set.of(), List.of());
  }

  /** Those of the process at this moment. */
  static Everybody now() {
    var goroutines = Registry.get().goroutines();
    var waiting = threads().stream().filter(Everybody::isTold).toList();
    return new Everybody(
        goroutines,
        withoutGoroutines(waiting, goroutines),
        DeadlockSearch.inCycles(),
        LeakSearch.found());
  }

  /** The thread that waits for the program that is the process is no news. */
  private static boolean isTold(Thread t) {
    return LockSupport.getBlocker(t) instanceof Waiter w && !(w.on instanceof CommandProgram);
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
    return goroutines.size() + leaks.size() + threads.size();
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
    var others = others().iterator();
    return new Iterator<>() { // no stream: its frames would stand in the dump of who asks for it
      private int next;

      @Override
      public boolean hasNext() {
        return next < goroutines.size() || others.hasNext();
      }

      @Override
      public Seen next() {
        if (next == goroutines.size()) {
          return others.next();
        }
        var g = goroutines.get(next++);
        return Seen.of(g, markOf(g), stacks);
      }
    };
  }

  /** All but the live goroutines. */
  Stream<Seen> others() {
    return Stream.concat(waitingThreads(), leaks.stream().map(Seen::of));
  }

  List<LeakSearch.Lost> leaks() {
    return leaks;
  }

  Stream<Seen> waitingThreads() {
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
