// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.stuck.LeakSearch;
import java.util.List;

/**
 * Finds goroutines that are blocked for ever on an object that is unreachable: Go's goroutine leak
 * profile.
 *
 * <p>The search goes by reachability, so it never lists a goroutine that could still be woken. A
 * goroutine whose {@code Thread} is reachable is not a leak, because it could be interrupted;
 * neither is one that waits on an object to which a live variable, a static field or a timer
 * refers. The memory of the leaked goroutines is reclaimed; their {@code finally} blocks never run.
 * It needs {@code --add-opens java.base/java.lang}, because otherwise the JDK keeps every virtual
 * thread reachable.
 */
public final class Leaks {
  private Leaks() {}

  /**
   * Runs garbage collections and returns the new leaks. Blocks as long as the collections take.
   *
   * @return the leaks that have not been found before
   */
  public static List<Leak> find() {
    return LeakSearch.find(Leaks::leak);
  }

  /**
   * Returns the leaks that have been found so far. Does not run a garbage collection.
   *
   * @return all leaks, each once
   */
  public static List<Leak> found() {
    return LeakSearch.found().stream().map(Leaks::leak).toList();
  }

  private static Leak leak(LeakSearch.Lost l) {
    return new Leak(
        l.id(), l.name(), l.reason(), l.waitingOn(), l.createdAt(), l.stack(), l.since());
  }
}
