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
        var list = waiters.get(id);
        if (list == null) {
          list = new ArrayList<>(2);
          waiters.put(id, list);
        }
        list.add(b);
      }
    }
    return new Waiters(waiters);
  }

  /** The ids of the threads for whom somebody waits. Of a crowd one is looked at. */
  static Set<Long> awaitedBy(Collection<Blocked> some) {
    var ids = new HashSet<Long>();
    Hold last = null;
    for (var b : some) {
      if (b.hold() != last) {
        last = b.hold();
        ids.addAll(last.threads());
      }
    }
    return ids;
  }

  /** Those who wait for one of these, or for somebody who does; without these. */
  List<Blocked> behind(Collection<Blocked> some) {
    var ids = new HashSet<Long>();
    some.forEach(b -> ids.add(b.id()));
    var found = new ArrayList<Blocked>();
    var look = new ArrayDeque<>(ids);
    while (!look.isEmpty()) {
      for (var b : byAwaited.getOrDefault(look.poll(), List.of())) {
        if (isLast(b)) {
          found.add(b);
        } else if (ids.add(b.id())) {
          found.add(b);
          look.add(b.id());
        }
      }
    }
    return found;
  }

  /** Stands in one list, and nobody waits for it: as most of a crowd. */
  private boolean isLast(Blocked b) {
    return b.hold().threads().size() == 1 && !byAwaited.containsKey(b.id());
  }
}
