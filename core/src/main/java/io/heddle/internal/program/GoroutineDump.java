// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import java.io.IOException;
import java.util.List;

/** Goroutines in words: Go's goroutine dump, with what each waits for. */
public final class GoroutineDump {
  private static final int MOST = 10_000;

  private GoroutineDump() {}

  public static String of(List<? extends Goroutine> goroutines) {
    var s = new StringBuilder();
    try {
      write(goroutines, s);
    } catch (IOException e) {
      throw new AssertionError(e); // a StringBuilder doesn't
    }
    return s.toString();
  }

  /** Writes one paragraph per goroutine, a blank line between them. */
  public static void write(List<? extends Goroutine> goroutines, Appendable out)
      throws IOException {
    int n = 0;
    for (var g : goroutines) {
      if (n == MOST) {
        out.append("\n... and ")
            .append(String.valueOf(goroutines.size() - n))
            .append(" goroutines more\n");
        return;
      }
      var s = new StringBuilder(n++ == 0 ? "" : "\n");
      append(s, g);
      out.append(s);
    }
  }

  private static void append(StringBuilder s, Goroutine g) {
    var look = Look.at(g);
    s.append("goroutine ").append(g.id()).append(" [").append(look.reason());
    long minutes = look.since().toMinutes();
    if (minutes > 0) {
      s.append(", ").append(minutes).append(minutes == 1 ? " minute" : " minutes");
    }
    s.append(']');
    appendName(s, g);
    s.append(":\n");
    if (look.waitingOn() != null) {
      s.append("\twaiting on ").append(look.waitingOn()).append('\n');
    }
    Frames.append(s, Frames.ofUser(look.stack()));
    Frames.appendCreatedBy(s, g.site());
  }

  static void appendName(StringBuilder s, Goroutine g) {
    var name = g.thread().getName();
    if (!name.isEmpty()) {
      s.append(" \"").append(name).append('"');
    }
  }
}
