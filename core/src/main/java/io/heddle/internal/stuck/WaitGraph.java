// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.program.Look;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who waits for whom at the moment, in words: for a picture. */
public final class WaitGraph {
  private WaitGraph() {}

  /** One that waits for the others to do something. */
  public record Edge(String from, String on, List<String> to) {}

  /** At most so many. */
  public static List<Edge> now(int most) {
    var blocked = Waits.collectWithOwners().blocked();
    var wanted = new ArrayList<Blocked>();
    Set<Long> threads = new HashSet<>();
    for (var b : blocked) {
      if (wanted.size() < most && !b.hold().threads().isEmpty()) {
        wanted.add(b);
        threads.addAll(b.hold().threads());
      }
    }
    var names = names(threads);
    return wanted.stream()
        .map(b ->
            new Edge(
                b.toString(),
                String.valueOf(Look.inWords(b.on())),
                b.hold().threads().stream()
                    .limit(20)
                    .map(t -> names.getOrDefault(t, "thread #" + t))
                    .toList()))
        .toList();
  }

  private static Map<Long, String> names(Set<Long> threads) {
    var names = new HashMap<Long, String>();
    for (Goroutine g : Registry.get().goroutines()) {
      long id = g.thread().threadId();
      if (threads.contains(id)) {
        names.put(id, g.toString());
      }
    }
    return names;
  }
}
