// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.WaitedOn;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One look at a goroutine: what it was doing at that moment.
 *
 * @param reason running, runnable, or one of {@link WaitReason}
 * @param waitingOn what it waits for, in words, if that is known
 * @param since for how long it has been waiting, roughly
 */
public record Look(
    String reason, @Nullable String waitingOn, Duration since, StackTraceElement[] stack) {

  public static Look at(Goroutine g) {
    var thread = g.thread();
    var wait = g.currentWait();
    var stack = thread.getStackTrace();
    if (wait != null) {
      return new Look(wait.reason().text(), inWords(wait.on()), wait.since(), stack);
    }
    var state = thread.getState();
    var reason =
        switch (state) {
          case NEW, TERMINATED, RUNNABLE -> g.isMounted() ? "running" : "runnable";
          case BLOCKED -> WaitReason.MONITOR_ENTER.text();
          case WAITING, TIMED_WAITING -> reasonOf(stack);
        };
    var blocker = LockSupport.getBlocker(thread);
    var on = reason.equals(WaitReason.PARK.text()) && blocker != null ? blocker.toString() : null;
    return new Look(reason, on, Duration.ZERO, stack);
  }

  /** The channels of a select are several. */
  private static @Nullable String inWords(@Nullable Object on) {
    return switch (on) {
      case null -> null;
      case Object[] several ->
          Arrays.stream(several).map(Look::inWords).collect(Collectors.joining(", "));
      case WaitedOn w -> w.inDump();
      default -> on.toString();
    };
  }

  /** Waits of the JDK's own, told by where they stand. */
  private static String reasonOf(StackTraceElement[] stack) {
    for (var f : stack) {
      var c = f.getClassName();
      if (c.equals("sun.nio.ch.Poller") || c.equals("sun.nio.ch.NioSocketImpl")) {
        return WaitReason.IO_WAIT.text();
      }
      if (f.getMethodName().startsWith("sleep") && c.startsWith("java.lang.")) {
        return WaitReason.SLEEP.text();
      }
    }
    return WaitReason.PARK.text();
  }
}
