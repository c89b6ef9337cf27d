// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.program.Frames;
import io.heddle.internal.program.Look;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A goroutine as an object to look at. What it tells is true at some instant during the call. */
public final class Goroutine {
  private final io.heddle.internal.sched.Goroutine goroutine;

  Goroutine(io.heddle.internal.sched.Goroutine goroutine) {
    this.goroutine = goroutine;
  }

  /**
   * Its number in this process; never used again.
   *
   * @return from 1 on
   */
  public long id() {
    return goroutine.id();
  }

  /**
   * The name it was started with; empty if none.
   *
   * @return the name, never null
   */
  public String name() {
    return goroutine.thread().getName();
  }

  /**
   * running, runnable, waiting or dead.
   *
   * @return one of these words
   */
  public String state() {
    if (goroutine.hasEnded()) {
      return "dead";
    }
    var reason = waitReason();
    return reason.equals("running") || reason.equals("runnable") ? reason : "waiting";
  }

  /**
   * What it does, in the words of a dump: running, runnable, or why it waits.
   *
   * @return some words, such as {@code chan receive}
   */
  public String waitReason() {
    return Look.at(goroutine).reason();
  }

  /**
   * What it waits on, in words; null if it doesn't wait, or that is not known.
   *
   * @return the text of a channel, a lock or the like, or null
   */
  public @Nullable String waitingOn() {
    return Look.at(goroutine).waitingOn();
  }

  /**
   * For how long it has been waiting, to some milliseconds; zero if it doesn't wait.
   *
   * @return not negative
   */
  public Duration since() {
    return Look.at(goroutine).since();
  }

  /**
   * Where it was started; null unless sites are recorded.
   *
   * @return a line of the program, or null
   */
  public @Nullable StackTraceElement createdAt() {
    return goroutine.site();
  }

  /**
   * Its stack, innermost frame first, without the runtime's own frames.
   *
   * @return a new array, empty if it has ended
   */
  public StackTraceElement[] stack() {
    return Frames.ofUser(goroutine.thread().getStackTrace()).toArray(StackTraceElement[]::new);
  }

  /**
   * Its thread.
   *
   * @return a virtual thread
   */
  public Thread thread() {
    return goroutine.thread();
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Goroutine g && g.goroutine == goroutine;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id());
  }

  @Override
  public String toString() {
    return "goroutine " + id() + (name().isEmpty() ? "" : " \"" + name() + "\"");
  }
}
