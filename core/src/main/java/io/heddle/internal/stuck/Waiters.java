// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who waits for whom, in the direction in which no wait tells it. */
final class Waiters {
  private final Map<Long, List<Blocked>> byAwaited;

  private Waiters(Map<Long, List<Blocked>> byAwaited) {
    this.byAwaited = byAwaited;
  }

  static Waiters of(Collection<Blocked> some) {
    var waiters = new HashMap<Long, List<Blocked>>();
    for (var b : some) {
      for (var id : b.hold().threads()) {
        waiters.computeIfAbsent(id, k -> new ArrayList<>(2)).add(b);
      }
    }
    return new Waiters(waiters);
  }

  /** The ids of the threads for whom somebody waits. */
  Set<Long> awaited() {
    return byAwaited.keySet();
  }

  /** Those who wait for one of these, or for somebody who does; without these. */
  List<Blocked> behind(Collection<Blocked> some) {
    var ids = new HashSet<Long>();
    some.forEach(b -> ids.add(b.id()));
    var found = new ArrayList<Blocked>();
    var look = new ArrayDeque<>(ids);
    while (!look.isEmpty()) {
      for (var b : byAwaited.getOrDefault(look.poll(), List.of())) {
        if (ids.add(b.id())) {
          found.add(b);
          look.add(b.id());
        }
      }
    }
    return found;
  }
}
