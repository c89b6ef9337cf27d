// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.stuck.Blocked;
import io.heddle.internal.stuck.DeadlockReport;
import io.heddle.internal.stuck.DeadlockSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds those who wait for each other although the rest of the process goes on.
 *
 * <p>Goroutines, virtual and platform threads, in any mix, that wait without a deadline for a
 * {@code Mutex}, an {@code RWMutex} (also for a reader behind a writer), a {@code Once}, a {@code
 * SingleFlight}, the limit of an {@code ErrGroup}, goroutines of a {@code WaitGroup}, a thread's
 * end, a monitor, a lock of {@code java.util.concurrent}. The latter three only where {@code
 * --add-opens java.base/java.lang} lets Heddle into the JDK. Of an RWMutex with many readers at
 * once only some are known, and so a cycle through the others is not found.
 */
public final class Deadlocks {
  private Deadlocks() {}

  /**
   * Those that stand now. No thread is stopped for it, and nothing is changed.
   *
   * <p>What is found is there, with one exception that nobody can know: a mutex that a third party
   * would yet unlock for its owner. A mutex that was ever unlocked so, for one that waited, is left
   * out. Beyond Go.
   *
   * @return one for each circle; empty if there is none
   */
  public static List<Deadlock> find() {
    var found = new ArrayList<Deadlock>();
    for (var cycle : DeadlockSearch.find()) {
      var goroutines =
          cycle.members().stream()
              .map(Blocked::goroutine)
              .filter(Objects::nonNull)
              .map(Goroutine::new)
              .toList();
      found.add(new Deadlock(goroutines, DeadlockReport.of(cycle)));
    }
    return found;
  }
}
