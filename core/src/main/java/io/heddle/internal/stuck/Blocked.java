// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.sched.Goroutine;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits, without a deadline, for others to do something.
 *
 * @param goroutine what it is, if it is one
 * @param on what it waits on, compared by identity
 * @param token stands for this one wait: equal only while it has not gone on in between
 */
public record Blocked(
    Thread thread, @Nullable Goroutine goroutine, Object on, Object token, Hold hold) {
  public long id() {
    return thread.threadId();
  }

  /** The same wait, of which more is known now. */
  Blocked waitingFor(Object thing, Hold by) {
    return new Blocked(thread, goroutine, thing, token, by);
  }

  boolean isSameWaitAs(@Nullable Blocked b) {
    return b != null && b.thread == thread && b.on == on && b.token.equals(token);
  }

  @Override
  public String toString() {
    return goroutine != null ? goroutine.toString() : "thread #" + id();
  }
}
