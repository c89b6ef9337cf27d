// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import java.io.IOException;
import java.util.List;

/** Goroutines in words: Go's goroutine dump, with what each waits for. */
public final class GoroutineDump {
  private static final int MOST = 10_000;
  private static final String WHERE_ALL_ARE =
      ": heddle dump --grouped counts them all, --json lists each";

  private GoroutineDump() {}

  /** Of these goroutines alone. */
  public static String of(List<? extends Goroutine> goroutines) {
    var s = new StringBuilder();
    try {
      write(Everybody.of(goroutines), "", s);
    } catch (IOException e) {
      throw new AssertionError(e); // a StringBuilder doesn't
    }
    return s.toString();
  }

  /**
   * The dump of a deadlocked program.
   *
   * @param collected how many more there were, which nothing could wake and nobody could reach
   */
  static String of(List<? extends Goroutine> goroutines, int collected) {
    var dump = of(goroutines);
    if (collected == 0) {
      return dump;
    }
    var many = collected == 1 ? " goroutine that was" : " goroutines that were";
    return dump
        + (dump.isEmpty() ? "" : "\n")
        + "... and "
        + collected
        + many
        + " stuck for ever and collected as garbage\n";
  }

  /** Of the process. */
  public static void write(Appendable out) throws IOException {
    write(Everybody.now(), WHERE_ALL_ARE, out);
  }

  /**
   * Writes one paragraph each, a blank line between them.
   *
   * @param hint follows the number of those for whom there is no room
   */
  private static void write(Everybody all, String hint, Appendable out) throws IOException {
    int n = 0;
    for (var seen : all) {
      if (n == MOST) {
        out.append("\n... and ")
            .append(String.valueOf(all.size() - n))
            .append(" goroutines more")
            .append(hint)
            .append('\n');
        return;
      }
      var s = new StringBuilder(n++ == 0 ? "" : "\n");
      seen.appendTo(s);
      out.append(s);
    }
  }

  static void appendName(StringBuilder s, Goroutine g) {
    var name = g.thread().getName();
    if (!name.isEmpty()) {
      s.append(" \"").append(Printable.of(name)).append('"');
    }
  }
}
