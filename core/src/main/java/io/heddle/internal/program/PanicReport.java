// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a goroutine's failure looks like on standard error: Go's panic, with Java's frames. */
public final class PanicReport {
  /*
   * The exception's class may be the user's: what it overrides may fail, or return null, and the report
   * goes on; it may have no end of causes, so MOST are told. What a failure has suppressed stands before what caused it; what belongs to a suppressed
   * one stands one tab further in.
   * Checked by: CommandProgramTest
   */
  private static final int MOST = 100;

  private final StringBuilder s = new StringBuilder("panic: ");
  private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private PanicReport() {}

  public static String of(Goroutine g, Throwable failure) {
    var report = new PanicReport();
    report.seen.add(failure);
    report.appendMessage(failure, "\t");
    report.appendBehind(failure, "\t");
    var s = report.s;
    s.append("\ngoroutine ").append(g.label()).append(" [running]");
    GoroutineDump.appendName(s, g);
    s.append(":\n");
    Frames.append(s, Frames.ofUser(stackOf(failure)));
    Frames.appendCreatedBy(s, g.site());
    return s.toString();
  }

  /** What it has suppressed and what caused it, and what belongs to those. */
  private void appendBehind(Throwable failure, String indent) {
    for (Throwable t = failure; t != null; ) {
      for (var suppressed : t.getSuppressed()) {
        if (seen.size() < MOST && seen.add(suppressed)) {
          appendOther("suppressed: ", suppressed, indent);
          appendBehind(suppressed, indent + "\t");
        }
      }
      t = causeOf(t, indent);
      if (t != null && seen.size() > MOST) {
        s.append(indent).append("(and more)\n");
        return;
      }
      if (t != null) {
        appendOther("caused by: ", t, indent);
      }
    }
  }

  private @Nullable Throwable causeOf(Throwable t, String indent) {
    try {
      var cause = t.getCause();
      return cause != null && seen.add(cause) ? cause : null;
    } catch (Throwable broken) {
      s.append(indent).append("(its getCause failed with ").append(nameOf(broken)).append(")\n");
      return null;
    }
  }

  private void appendOther(String relation, Throwable t, String indent) {
    s.append(indent).append(relation);
    appendMessage(t, "\t");
    var frames = Frames.ofUser(stackOf(t));
    if (!frames.isEmpty()) {
      s.append(indent).append("\tat ").append(frames.getFirst()).append('\n');
    }
  }

  private void appendMessage(Throwable t, String indent) {
    s.append(nameOf(t));
    var message = messageOf(t);
    if (message != null) {
      s.append(": ").append(String.join("\n" + indent, message.split("\\R", -1)));
    }
    s.append('\n');
  }

  private static String nameOf(Throwable t) {
    return t.getClass().getName();
  }

  private static @Nullable String messageOf(Throwable t) {
    try {
      return t.getMessage();
    } catch (Throwable broken) {
      return "(its getMessage failed with " + nameOf(broken) + ")";
    }
  }

  private static StackTraceElement[] stackOf(Throwable t) {
    try {
      var stack = t.getStackTrace();
      return stack == null ? new StackTraceElement[0] : stack;
    } catch (Throwable broken) {
      return new StackTraceElement[0];
    }
  }
}
