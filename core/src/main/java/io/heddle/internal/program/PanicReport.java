// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import java.util.Collections;
import java.util.IdentityHashMap;

/** What a goroutine's failure looks like on standard error: Go's panic, with Java's frames. */
public final class PanicReport {
  private PanicReport() {}

  public static String of(Goroutine g, Throwable failure) {
    var s = new StringBuilder("panic: ");
    appendMessage(s, failure);
    var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
    seen.add(failure);
    for (var c = failure.getCause(); c != null && seen.add(c); c = c.getCause()) {
      s.append("\tcaused by: ");
      appendMessage(s, c);
      var frames = Frames.ofUser(c.getStackTrace());
      if (!frames.isEmpty()) {
        s.append("\t\tat ").append(frames.getFirst()).append('\n');
      }
    }
    s.append("\ngoroutine ").append(g.label()).append(" [running]");
    GoroutineDump.appendName(s, g);
    s.append(":\n");
    Frames.append(s, Frames.ofUser(failure.getStackTrace()));
    Frames.appendCreatedBy(s, g.site());
    return s.toString();
  }

  private static void appendMessage(StringBuilder s, Throwable t) {
    s.append(t.getClass().getName());
    var message = messageOf(t);
    if (message != null) {
      s.append(": ").append(String.join("\n\t", message.split("\\R", -1)));
    }
    s.append('\n');
  }

  private static @org.jspecify.annotations.Nullable String messageOf(Throwable t) {
    try {
      return t.getMessage();
    } catch (Throwable broken) {
      return "(its getMessage failed with " + broken.getClass().getName() + ")";
    }
  }
}
