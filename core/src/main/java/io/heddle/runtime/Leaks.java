// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.stuck.LeakSearch;
import java.util.List;

/**
 * Finds goroutines that are blocked for ever on something that nothing alive can reach: Go's
 * goroutine leak profile.
 *
 * <p>By reachability, so nothing that could yet go on is ever listed. A goroutine whose {@code
 * Thread} somebody alive can reach is no leak: it could be interrupted. Nor is one that waits for
 * something that a live variable, a static field or a timer names. The memory of what is found is
 * given back; its {@code finally} blocks never run. Needs {@code --add-opens java.base/java.lang},
 * for otherwise the JDK holds every virtual thread.
 */
public final class Leaks {
  private Leaks() {}

  /**
   * Collects all garbage and looks for leaks. Blocks for as long as the collections take.
   *
   * @return those that have not been found before
   */
  public static List<Leak> find() {
    return LeakSearch.find().stream().map(Leaks::leak).toList();
  }

  /**
   * The leaks that are known. Collects nothing.
   *
   * @return all that have been found so far, each once
   */
  public static List<Leak> found() {
    return LeakSearch.found().stream().map(Leaks::leak).toList();
  }

  private static Leak leak(LeakSearch.Lost l) {
    return new Leak(
        l.id(), l.name(), l.reason(), l.waitingOn(), l.createdAt(), l.stack(), l.since());
  }
}
