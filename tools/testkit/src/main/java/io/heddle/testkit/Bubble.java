// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Task;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.testkit.engine.BubbleRun;
import io.heddle.testkit.engine.DeterministicScheduler;
import io.heddle.testkit.engine.Rules;
import java.util.Objects;

/**
 * A program of its own, with a scheduler that runs one goroutine at a time and a clock that starts
 * at 2000-01-01T00:00:00Z: Go's {@code testing/synctest}.
 *
 * <p>Time stands still while anybody in the bubble can run, and jumps to the next timer when all
 * are <em>durably blocked</em>: in a primitive of Heddle that was made in the bubble, in a lock or
 * queue of {@code java.util.concurrent}, in a monitor or a sleep. Who waits for I/O, or for
 * something from outside, is not; meanwhile the clock stands still.
 *
 * <p>Those that can run do so first in, first out; timers that are due at the same instant wake in
 * the order in which they were set. So two runs of the same body are the same.
 */
public final class Bubble {
  private Bubble() {}

  /**
   * Runs the body and all that it starts, and returns when all of them have ended.
   *
   * @param body the main of the bubble, which runs in a goroutine of its own
   * @throws Exception what left the body, or another goroutine
   * @throws io.heddle.DeadlockError if some of them never will; its dump names each
   * @throws LivelockError if main has returned, and others wait for one tick after the other for an
   *     hour of virtual time
   * @throws IllegalStateException if the JVM does not let Heddle's own scheduler in
   */
  public static void run(Task body) throws Exception {
    Objects.requireNonNull(body, "body");
    requirePossible();
    var failure = BubbleRun.of(Rules.ofBubble(), body).failure();
    if (failure != null) {
      throw Bubble.<RuntimeException>sneaky(failure);
    }
  }

  static void requirePossible() {
    var why = BubbleScheduler.whyNot();
    if (why != null) {
      throw new IllegalStateException("no bubble can be made: " + why);
    }
  }

  @SuppressWarnings("unchecked") // so that a failure leaves as it is, whatever it is
  private static <X extends Throwable> X sneaky(Throwable t) throws X {
    throw (X) t;
  }

  /**
   * Waits until all others in the bubble are durably blocked: {@code synctest.Wait}. What they have
   * done until then is seen by the caller.
   *
   * @throws InterruptedException if interrupted before or while it waits
   * @throws IllegalStateException outside of a bubble, or while another one of it waits here
   */
  public static void settle() throws InterruptedException {
    if (!(BubbleScheduler.here() instanceof DeterministicScheduler bubble)) {
      throw new IllegalStateException("settle is called outside of a bubble");
    }
    bubble.settle();
  }

  /**
   * True if the caller is in a bubble.
   *
   * @return false also if the caller was started outside
   */
  public static boolean isInside() {
    return BubbleScheduler.here() != null;
  }
}
