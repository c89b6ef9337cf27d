// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.program.Program;
import io.heddle.internal.program.Seen;
import io.heddle.internal.program.Stacks;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a bubble says, in words. */
final class Texts {
  private static final int LONGEST_VALUE = 24;

  private Texts() {}

  static String of(Duration d) {
    return Durations.text(d);
  }

  static String time(long nanos) {
    return Durations.text(Duration.ofNanos(nanos));
  }

  static String step(Op op, String on, @Nullable Object value) {
    var s = new StringBuilder(op.text());
    if (!on.isEmpty()) {
      s.append(' ').append(on);
    }
    if (value != null) {
      s.append(": ").append(shortened(value));
    }
    var place = Places.inWords(Places.ofCaller());
    if (!place.isEmpty()) {
      s.append("  ").append(place);
    }
    return s.toString();
  }

  /** A value as it shows itself, cut short; one that shows its identity hash, without it. */
  private static String shortened(Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (Throwable e) {
      text = "(its toString failed with " + e.getClass().getName() + ")";
    }
    text = text.replaceAll("@[0-9a-f]{1,8}\\b", "").replaceAll("\\s+", " ");
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
  }

  /** The goroutines of one program among those. */
  static String dump(DeterministicScheduler bubble, List<Member> members, Program p) {
    return dump(
        members.stream()
            .map(m -> m.goroutine)
            .filter(g -> g != null && g.owner() == p)
            .map(Objects::requireNonNull)
            .toList());
  }

  /** As a dump of the process, but with the names that they have in the bubble. */
  private static String dump(List<Goroutine> goroutines) {
    var s = new StringBuilder();
    var stacks = new Stacks();
    for (var g : goroutines) {
      var one = new StringBuilder();
      Seen.of(g, "", stacks).appendTo(one);
      s.append(s.isEmpty() ? "" : "\n").append("goroutine ").append(g.label());
      s.append(one.substring(("goroutine " + g.id()).length()));
    }
    return s.toString();
  }

  static String dumpOf(List<Member> members) {
    var all = members.stream().map(m -> m.goroutine).filter(Objects::nonNull).toList();
    return all.isEmpty() ? "" : "\n\n" + dump(all);
  }

  static String leak(List<Member> stuck) {
    int n = stuck.size();
    return (n == 1 ? "a goroutine is" : n + " goroutines are")
        + " blocked for ever after main has returned"
        + dumpOf(stuck);
  }

  /** Why each of them waits: what makes two deadlocks the same. */
  static String waitsOf(List<Member> stuck) {
    return stuck.stream()
        .map(m -> m.goroutine)
        .filter(Objects::nonNull)
        .map(Texts::waitOf)
        .sorted()
        .toList()
        .toString();
  }

  private static String waitOf(Goroutine g) {
    var w = g.currentWait();
    var place = Places.ofUser(g.thread().getStackTrace());
    return (w == null ? "" : w.reason().text()) + " " + Places.inWords(place);
  }
}
