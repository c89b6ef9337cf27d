// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.WaitedOn;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One look at a goroutine: what it was doing at that moment.
 *
 * @param reason running, runnable, or one of {@link WaitReason}
 * @param on what it waits for, if that is known
 * @param since for how long it has been waiting, roughly
 * @param stack without the runtime's own frames
 */
public record Look(
    String reason, @Nullable Object on, Duration since, List<StackTraceElement> stack) {

  /** With no more of the stack than it takes to tell what it does. */
  public static Look at(Goroutine g) {
    return at(g, null);
  }

  public static Look at(Goroutine g, @Nullable Stacks stacks) {
    var thread = g.thread();
    var wait = g.currentWait();
    var stack = stacks == null ? List.<StackTraceElement>of() : stacks.of(thread);
    if (wait != null) {
      return new Look(wait.reason().text(), wait.on(), wait.since(), stack);
    }
    var reason =
        switch (thread.getState()) {
          case NEW, TERMINATED, RUNNABLE -> g.isMounted() ? "running" : "runnable";
          case BLOCKED -> WaitReason.MONITOR_ENTER.text();
          case WAITING, TIMED_WAITING ->
              reasonOf(stacks == null ? List.of(thread.getStackTrace()) : stack);
        };
    var on = reason.equals(WaitReason.PARK.text()) ? LockSupport.getBlocker(thread) : null;
    return new Look(reason, on, Duration.ZERO, stack);
  }

  /** What it waits for, in words. */
  public @Nullable String waitingOn() {
    return inWords(on);
  }

  /** What is waited on; the channels of a select are several. */
  public static @Nullable String inWords(@Nullable Object on) {
    return switch (on) {
      case null -> null;
      case Object[] several ->
          Arrays.stream(several).map(Look::inWords).collect(Collectors.joining(", "));
      case WaitedOn w -> w.inDump();
      default -> Printable.of(on);
    };
  }

  /** Waits of the JDK's own, told by where they stand. */
  private static String reasonOf(List<StackTraceElement> stack) {
    for (var f : stack) {
      var c = f.getClassName();
      if (c.equals("sun.nio.ch.Poller") || c.equals("sun.nio.ch.NioSocketImpl")) {
        return WaitReason.IO_WAIT.text();
      }
      if (f.getMethodName().startsWith("sleep") && c.startsWith("java.lang.")) {
        return WaitReason.SLEEP.text();
      }
      if (c.equals("java.lang.Object") && f.getMethodName().startsWith("wait")) {
        return WaitReason.OBJECT_WAIT.text();
      }
    }
    return WaitReason.PARK.text();
  }
}
