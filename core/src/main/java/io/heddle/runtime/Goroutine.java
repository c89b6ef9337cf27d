// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.program.Frames;
import io.heddle.internal.program.Look;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Information about a goroutine. Each method returns what was true at some instant during the call,
 * and does not block. Go has no counterpart: its goroutines have no identity.
 */
public final class Goroutine {
  private final io.heddle.internal.sched.Goroutine goroutine;

  Goroutine(io.heddle.internal.sched.Goroutine goroutine) {
    this.goroutine = goroutine;
  }

  /**
   * Returns the goroutine's number in this process, which is never reused.
   *
   * @return the number, from 1 on
   */
  public long id() {
    return goroutine.id();
  }

  /**
   * Returns the name that it was started with; empty if it has none.
   *
   * @return the name, never null
   */
  public String name() {
    return goroutine.thread().getName();
  }

  /**
   * Returns its state: running, runnable, waiting or dead.
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
   * Returns what it does, as shown in a dump: running, runnable, or the reason why it waits.
   *
   * @return the reason, such as {@code chan receive}
   */
  public String waitReason() {
    return Look.at(goroutine).reason();
  }

  /**
   * Returns a description of the object that it waits on.
   *
   * @return the text of a channel, a lock or the like; null if it does not wait, or the object is
   *     not known
   */
  public @Nullable String waitingOn() {
    return Look.at(goroutine).waitingOn();
  }

  /**
   * Returns for how long it has been waiting, to a few milliseconds; zero if it does not wait.
   *
   * @return the duration, not negative
   */
  public Duration since() {
    return Look.at(goroutine).since();
  }

  /**
   * Returns the place where it was started, if such places are recorded ({@code
   * -Dheddle.sites=true}).
   *
   * @return the place, or null if it is not known
   */
  public @Nullable StackTraceElement createdAt() {
    return goroutine.site();
  }

  /**
   * Returns its stack, innermost frame first, without the frames of the runtime.
   *
   * @return a new array, empty if it has ended
   */
  public StackTraceElement[] stack() {
    return Frames.ofUser(goroutine.thread().getStackTrace()).toArray(StackTraceElement[]::new);
  }

  /**
   * Returns its thread.
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
