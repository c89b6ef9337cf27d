// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.LastWords;
import io.heddle.internal.stuck.Blocked;
import io.heddle.internal.stuck.DeadlockReport;
import io.heddle.internal.stuck.DeadlockSearch;
import io.heddle.internal.stuck.LeakSearch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Under {@code heddle run}: tells of a cycle that has stood for a second while the rest goes on,
 * once. {@code -Dheddle.deadlocks=warn|exit|off}.
 */
final class DeadlockWatch implements Runnable {
  /*
   * A thread that looks now and then: to notice a cycle as it closes would cost every wait. A look at a
   * hundred thousand goroutines takes some milliseconds; where it takes longer it is rarer, so that it takes
   * a thirtieth of a processor at most.
   * A cycle is known by its members' waits: those of the same goroutines a minute later are others.
   * That all of a program is asleep is DeadlockFinder's, which is quicker.
   */
  private static final long PAUSE_MILLIS = 300;
  private static final long STANDS_NANOS = 1_000_000_000;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int SHARE = 30;

  private final CommandProgram program;
  private final boolean exits;
  private Map<Set<Object>, Long> standing = new HashMap<>();
  private final Set<Set<Object>> told = new HashSet<>();

  private DeadlockWatch(CommandProgram program, boolean exits) {
    this.program = program;
    this.exits = exits;
  }

  static void start(CommandProgram program) {
    var mode = System.getProperty("heddle.deadlocks", "warn");
    if (!mode.equals("off")) {
      var watch = new DeadlockWatch(program, mode.equals("exit"));
      try {
        Thread.ofPlatform().daemon().name("heddle-deadlocks").start(watch);
      } catch (OutOfMemoryError e) {
        LastWords.NO_DEADLOCK_WATCH.about(e);
      }
    }
  }

  @Override
  public void run() {
    long pause = PAUSE_MILLIS;
    while (!program.isOver()) {
      try {
        Thread.sleep(pause);
        long begin = System.nanoTime();
        LeakSearch.SEARCH.lock(); // whom a look holds would be no leak
        try {
          look(begin);
        } finally {
          LeakSearch.SEARCH.unlock();
        }
        long cost = (System.nanoTime() - begin) / 1_000_000;
        pause = Math.clamp(cost * SHARE, PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // no memory, or a class that could not be initialized for want of it: a deadlock does not
        // go away
      }
    }
  }

  private void look(long now) {
    var seen = new HashMap<Set<Object>, Long>();
    for (var cycle : DeadlockSearch.find()) {
      var key = keyOf(cycle);
      long since = standing.getOrDefault(key, now);
      seen.put(key, since);
      if (now - since >= STANDS_NANOS && told.add(key)) {
        tell(DeadlockReport.of(cycle));
      }
    }
    standing = seen;
  }

  private record Member(long thread, Object token) {}

  private static Set<Object> keyOf(DeadlockSearch.Cycle cycle) {
    var key = new HashSet<>();
    for (Blocked b : cycle.members()) {
      key.add(new Member(b.id(), b.token()));
    }
    return key;
  }

  private void tell(String report) {
    if (!exits) {
      System.out.flush();
      System.err.print("heddle: " + report);
      return;
    }
    int line = report.indexOf('\n');
    program.end(
        new Program.End.Deadlocked(
            report.substring(0, line), report.substring(line).stripLeading()));
  }
}
