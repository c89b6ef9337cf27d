// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Task;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.testkit.engine.BubbleRun;
import io.heddle.testkit.engine.DeterministicScheduler;
import io.heddle.testkit.engine.Rules;
import java.util.Objects;

/**
 * An isolated program with a scheduler that runs one goroutine at a time, and a virtual clock that
 * starts at 2000-01-01T00:00:00Z: Go's {@code testing/synctest}.
 *
 * <p>Time stands still while any goroutine in the bubble can run, and advances to the next timer
 * when all goroutines are <em>durably blocked</em>: in a primitive of Heddle that was made in the
 * bubble, in a lock or queue of {@code java.util.concurrent}, in a monitor or a sleep. A goroutine
 * that waits for I/O, or for something outside the bubble, is not durably blocked, and the clock
 * stands still meanwhile.
 *
 * <p>Ready goroutines run first in, first out, and timers that are due at the same instant fire in
 * the order in which they were set. So two runs of the same body are equal.
 */
public final class Bubble {
  private Bubble() {}

  /**
   * Runs the body in a bubble, and returns when all goroutines of the bubble have ended.
   *
   * @param body the main function of the bubble; it runs in a goroutine of its own
   * @throws Exception the exception that left the body or another goroutine
   * @throws io.heddle.DeadlockError if some goroutines can never end; its dump lists them
   * @throws LivelockError if main has returned, and other goroutines wait for one tick after
   *     another for an hour of virtual time
   * @throws IllegalStateException if Heddle's own scheduler is not available in this JVM
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
   * Waits until all other goroutines in the bubble are durably blocked: {@code synctest.Wait}.
   * Their actions until then happen-before the return.
   *
   * @throws InterruptedException if interrupted before or during the wait
   * @throws IllegalStateException outside of a bubble, or while another goroutine of the bubble
   *     waits in this method
   */
  public static void settle() throws InterruptedException {
    if (!(BubbleScheduler.here() instanceof DeterministicScheduler bubble)) {
      throw new IllegalStateException("settle is called outside of a bubble");
    }
    bubble.settle();
  }

  /**
   * Says whether the caller is in a bubble.
   *
   * @return true if the caller was started in a bubble
   */
  public static boolean isInside() {
    return BubbleScheduler.here() != null;
  }
}
