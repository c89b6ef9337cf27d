// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.stuck.DeadlockReport;
import io.heddle.internal.stuck.DeadlockSearch;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds threads that wait for each other while the rest of the process continues. Go has no
 * counterpart.
 *
 * <p>It finds cycles of goroutines, virtual threads and platform threads, in any combination, that
 * wait without a deadline for a {@code Mutex}, an {@code RWMutex} (also for a reader behind a
 * writer), a {@code Once}, a {@code SingleFlight}, the limit of an {@code ErrGroup}, the goroutines
 * of a {@code WaitGroup}, the end of a thread, a monitor, or a lock of {@code
 * java.util.concurrent}. The last three need {@code --add-opens java.base/java.lang}. Of readers
 * that lock an RWMutex at the same instant, some may be unknown, and a cycle through them is then
 * not found.
 *
 * <p>A cycle of goroutines to which nothing alive refers, nor to its locks, is garbage. If a
 * collection has taken it before it was found here, {@link Leaks} lists its goroutines.
 */
public final class Deadlocks {
  private Deadlocks() {}

  /**
   * Returns the cycles that exist now. It stops no thread and changes nothing. With 100,000
   * goroutines it takes about 10 to 200 ms of processor time, the first call 100 to 300 ms more.
   *
   * <p>There are no false reports, with one exception: a mutex that a third thread would later
   * unlock on behalf of the one that locked it. A mutex that was once unlocked in this way, with a
   * waiter, is ignored.
   *
   * <p>Each report shows the members' stacks; if there are more than a thousand cycles, those of
   * the first thousand do, and the others name the members.
   *
   * @return one for each cycle; empty if there is none
   */
  public static List<Deadlock> find() {
    var found = new ArrayList<Deadlock>();
    var cycles = DeadlockSearch.find();
    var reports = DeadlockReport.of(cycles);
    for (int i = 0; i < cycles.size(); i++) {
      var goroutines = new ArrayList<Goroutine>();
      for (var b : cycles.get(i).members()) {
        if (b.goroutine() != null) {
          goroutines.add(new Goroutine(b.goroutine()));
        }
      }
      found.add(new Deadlock(List.copyOf(goroutines), reports.get(i)));
    }
    return found;
  }
}
