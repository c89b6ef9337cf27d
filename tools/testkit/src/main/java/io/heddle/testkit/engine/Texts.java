// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.program.Frames;
import io.heddle.internal.program.Program;
import io.heddle.internal.program.Seen;
import io.heddle.internal.program.Stacks;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a bubble says, in words. */
final class Texts {
  private static final int LONGEST_VALUE = 24;
  private static final Pattern GOROUTINE = Pattern.compile("([Gg]oroutine )(\\d+)\\b");
  private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{1,8}\\b");

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
    text = IDENTITY.matcher(text).replaceAll("").replaceAll("\\s+", " ");
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
  }

  /** The goroutines of one program among those. */
  static String dump(DeterministicScheduler bubble, List<Member> members, Program p) {
    return dump(
        bubble,
        members.stream()
            .map(m -> m.goroutine)
            .filter(g -> g != null && g.owner() == p)
            .map(Objects::requireNonNull)
            .toList());
  }

  /** As a dump of the process, but with the names that they have in the bubble. */
  private static String dump(DeterministicScheduler bubble, List<Goroutine> goroutines) {
    var s = new StringBuilder();
    var stacks = new Stacks();
    for (var g : goroutines) {
      var one = new StringBuilder();
      named(bubble, g, Seen.of(g, "", stacks)).appendTo(one);
      s.append(s.isEmpty() ? "" : "\n").append("goroutine ").append(g.label());
      s.append(one.substring(("goroutine " + g.id()).length()));
    }
    return s.toString();
  }

  /** What shows its identity hash has a better name in the bubble. */
  private static Seen named(DeterministicScheduler bubble, Goroutine g, Seen seen) {
    var text = seen.waitingOn();
    if (text == null || !IDENTITY.matcher(text).find()) {
      return seen;
    }
    var wait = g.currentWait();
    var name = wait == null || wait.on() == null ? null : bubble.things.fullNameOf(wait.on());
    return seen.waitingOn(name == null ? IDENTITY.matcher(text).replaceAll("") : name);
  }

  /** Goroutines are called by number there: by those of the bubble from now on. */
  static String withNames(String report, List<Member> members) {
    return GOROUTINE
        .matcher(report)
        .replaceAll(found -> {
          long id = Long.parseLong(found.group(2));
          return members.stream()
              .filter(m -> m.goroutine != null && m.goroutine.id() == id)
              .findFirst()
              .map(m -> found.group(1) + m.path)
              .orElse(found.group());
        });
  }

  static String dumpOf(DeterministicScheduler bubble, List<Member> members) {
    var all = members.stream().map(m -> m.goroutine).filter(Objects::nonNull).toList();
    var s = new StringBuilder(all.isEmpty() ? "" : "\n\n" + dump(bubble, all));
    for (var m : members) {
      if (m.goroutine == null && m.thread != null) {
        s.append("\n\nvirtual thread ").append(m.path).append(" [");
        s.append(m.thread.getState().name().toLowerCase(Locale.ROOT)).append("]:");
        for (var f : Frames.ofUser(m.thread.getStackTrace())) {
          s.append("\n\tat ").append(f);
        }
      }
    }
    return s.toString();
  }

  static String leak(DeterministicScheduler bubble, List<Member> stuck) {
    int n = stuck.size();
    return (n == 1 ? "a goroutine is" : n + " goroutines are")
        + " blocked for ever after main has returned"
        + dumpOf(bubble, stuck);
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
