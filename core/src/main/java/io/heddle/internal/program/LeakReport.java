// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.stuck.LeakSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Leaked goroutines in words: those that stood at the same place together. */
public final class LeakReport {
  private LeakReport() {}

  private record Place(Object reason, Object site, List<StackTraceElement> stack) {}

  /** Empty if there are none. */
  public static String of(List<LeakSearch.Lost> leaks) {
    if (leaks.isEmpty()) {
      return "";
    }
    var s = new StringBuilder().append(leaks.size());
    s.append(leaks.size() == 1 ? " goroutine is" : " goroutines are");
    s.append(" blocked for ever: nothing can wake ");
    s.append(leaks.size() == 1 ? "it any more\n" : "them any more\n");
    for (var same : places(leaks)) {
      s.append('\n');
      same.appendTo(s);
    }
    return s.toString();
  }

  /** Some that stood at the same place; {@code first} is one of them. */
  record Same(List<LeakSearch.Lost> all, Seen first) {
    void appendTo(StringBuilder s) {
      if (all.size() == 1) {
        first.appendTo(s);
        return;
      }
      s.append(all.size()).append(" goroutines ");
      first.appendState(s);
      s.append(":\n");
      Frames.append(s, first.stack());
      Frames.appendCreatedBy(s, first.createdAt());
    }
  }

  static List<Same> places(List<LeakSearch.Lost> leaks) {
    var places = new LinkedHashMap<Place, List<LeakSearch.Lost>>();
    for (var l : leaks) {
      var place = new Place(l.reason(), String.valueOf(l.createdAt()), l.stack());
      places.computeIfAbsent(place, k -> new ArrayList<>()).add(l);
    }
    return places.values().stream().map(all -> new Same(all, Seen.of(all.getFirst()))).toList();
  }
}
