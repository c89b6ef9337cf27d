// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.stuck.LeakSearch;
import io.heddle.internal.wait.Waiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a dump tells of a goroutine, or of another thread that waits in a primitive of this library.
 *
 * @param kind "goroutine" or "thread"
 * @param id the goroutine's number, the thread's id
 * @param mark "deadlocked", "leaked" or empty
 */
public record Seen(
    String kind,
    long id,
    String name,
    String reason,
    String mark,
    @Nullable String waitingOn,
    Duration since,
    @Nullable StackTraceElement createdAt,
    List<StackTraceElement> stack) {

  public static Seen of(Goroutine g, String mark, Stacks stacks) {
    var look = Look.at(g, stacks);
    return new Seen(
        "goroutine",
        g.id(),
        g.thread().getName(),
        look.reason(),
        mark,
        look.waitingOn(),
        look.since(),
        g.site(),
        look.stack());
  }

  public static Seen of(LeakSearch.Lost l) {
    return new Seen(
        "goroutine",
        l.id(),
        l.name(),
        l.reason(),
        "leaked",
        l.waitingOn(),
        l.since(),
        l.createdAt(),
        l.stack());
  }

  /** Null if it does not wait in one of our primitives. */
  public static @Nullable Seen of(Thread t, String mark, Stacks stacks) {
    if (!(LockSupport.getBlocker(t) instanceof Waiter w) || w.isWoken()) {
      return null;
    }
    return new Seen(
        "thread",
        t.threadId(),
        t.getName(),
        w.reason.text(),
        mark,
        Look.inWords(w.on),
        Duration.ZERO,
        null,
        stacks.of(t));
  }

  /** The same, waiting on this. */
  public Seen waitingOn(String on) {
    return new Seen(kind, id, name, reason, mark, on, since, createdAt, stack);
  }

  /** running, runnable or waiting. */
  String state() {
    return reason.equals("running") || reason.equals("runnable") ? reason : "waiting";
  }

  /** The paragraph of a dump. */
  public void appendTo(StringBuilder s) {
    s.append(kind).append(kind.equals("thread") ? " #" : " ").append(id).append(' ');
    appendState(s);
    if (!name.isEmpty()) {
      s.append(" \"").append(Printable.of(name)).append('"');
    }
    s.append(":\n");
    appendPlace(s);
  }

  /** {@code [chan receive (leaked), 2 minutes]}, as Go says it. */
  void appendState(StringBuilder s) {
    s.append('[').append(reason);
    if (!mark.isEmpty()) {
      s.append(" (").append(mark).append(')');
    }
    long minutes = since.toMinutes();
    if (minutes > 0) {
      s.append(", ").append(minutes).append(minutes == 1 ? " minute" : " minutes");
    }
    s.append(']');
  }

  /** What it waits on, where it stands, who started it. */
  void appendPlace(StringBuilder s) {
    if (waitingOn != null) {
      s.append("\twaiting on ").append(waitingOn).append('\n');
    }
    Frames.append(s, stack);
    Frames.appendCreatedBy(s, createdAt);
  }
}
