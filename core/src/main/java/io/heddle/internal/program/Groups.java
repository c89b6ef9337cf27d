// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that do the same at the same place, together: a million are a page. The most first.
 */
final class Groups {
  /*
   * The list is cut into parts, and those are looked at on several processors: to walk a stack takes
   * some microseconds, and there may be a million. Equal stacks are the same object, see Stacks.
   */
  private static final int PART = 20_000;
  static final int MOST_IDS = 100;

  private Groups() {}

  /** What a group has in common. The stack is compared by identity. */
  private record Key(
      String reason, String mark, @Nullable StackTraceElement site, List<StackTraceElement> stack) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Key k
          && stack == k.stack
          && reason.equals(k.reason)
          && mark.equals(k.mark)
          && (site == null ? k.site == null : site.equals(k.site));
    }

    @Override
    public int hashCode() {
      return (System.identityHashCode(stack) * 31 + reason.hashCode()) * 31 + mark.hashCode();
    }
  }

  /** One group; {@code on} is what all of them wait on, or null. */
  static final class Group {
    private final Key key;
    private final String name;
    private @Nullable Object on;
    private Duration longest;
    private long count = 1;
    private final List<Long> ids = new ArrayList<>(1);

    private Group(Key key, Goroutine g, Look look) {
      this.key = key;
      this.name = g.thread().getName();
      this.on = look.on();
      this.longest = look.since();
      ids.add(g.id());
    }

    private Group(Group of, Group and) {
      key = of.key;
      name = of.name;
      on = of.on == and.on ? of.on : null;
      longest = of.longest.compareTo(and.longest) < 0 ? and.longest : of.longest;
      count = of.count + and.count;
      ids.addAll(of.ids);
      and.ids.stream().limit(MOST_IDS - ids.size()).forEach(ids::add);
    }

    private void add(Goroutine g, Look look) {
      count++;
      if (look.on() != on) {
        on = null;
      }
      if (longest.compareTo(look.since()) < 0) {
        longest = look.since();
      }
      if (ids.size() < MOST_IDS) {
        ids.add(g.id());
      }
    }

    long count() {
      return count;
    }

    /** The first of them, by id. */
    List<Long> ids() {
      return ids;
    }

    /** As if it were the first of them, waiting as long as the one that waits longest. */
    Seen seen() {
      return new Seen(
          "goroutine",
          ids.getFirst(),
          count == 1 ? name : "",
          key.reason,
          key.mark,
          Look.inWords(on),
          longest,
          key.site,
          key.stack);
    }

    void appendTo(StringBuilder s) {
      var seen = seen();
      if (count == 1) {
        seen.appendTo(s);
        return;
      }
      s.append(count).append(" goroutines ");
      seen.appendState(s);
      s.append(":\n");
      seen.appendPlace(s);
    }
  }

  static List<Group> of(Everybody all) {
    var goroutines = all.goroutines();
    int parts = (goroutines.size() + PART - 1) / PART;
    var groups =
        IntStream.range(0, parts)
            .parallel()
            .mapToObj(i ->
                ofPart(
                    all, goroutines.subList(i * PART, Math.min(goroutines.size(), (i + 1) * PART))))
            .reduce(Groups::merged)
            .orElse(Map.of());
    return groups.values().stream()
        .sorted(
            Comparator.comparingLong(Group::count).reversed().thenComparing(g -> g.ids.getFirst()))
        .toList();
  }

  private static Map<Key, Group> ofPart(Everybody all, List<? extends Goroutine> part) {
    var groups = new HashMap<Key, Group>();
    for (var g : part) {
      var look = Look.at(g, all.stacks());
      var key = new Key(look.reason(), all.markOf(g), g.site(), look.stack());
      var group = groups.get(key);
      if (group == null) {
        groups.put(key, new Group(key, g, look));
      } else {
        group.add(g, look);
      }
    }
    return groups;
  }

  private static Map<Key, Group> merged(Map<Key, Group> a, Map<Key, Group> b) {
    var all = new HashMap<>(a);
    b.forEach((key, group) -> all.merge(key, group, Group::new));
    return all;
  }
}
