// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The end of a wait, decided the same way for every primitive of this package. */
final class Waiting {
  /*
   * An interrupt and a deadline decide nothing: the waiter's own thread then tries to take it out of
   * its queue, under the primitive's lock (`withdraw`). If it stands there no more, somebody has
   * claimed it, the operation has happened, and an interrupt is kept for the next one.
   */
  private Waiting() {}

  /** Throws if an interrupt is pending: then even what could be done at once is not done. */
  static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** A time as j.u.c. says it; what is too long for that is for ever. */
  static long nanos(long time, TimeUnit unit) {
    return Objects.requireNonNull(unit, "unit").toNanos(time);
  }

  /**
   * Waits for an enqueued waiter.
   *
   * @param withdraw true if it took the waiter out of its queue and handed on what others now may
   * @return false if the deadline passed first
   */
  static boolean await(Waiter w, long deadline, Predicate<Waiter> withdraw)
      throws InterruptedException {
    var outcome = Parker.park(w, deadline);
    if (outcome == Parker.Outcome.WOKEN) {
      return true;
    }
    if (withdraw.test(w)) {
      outcome.raise();
      return false;
    }
    Parker.awaitWoken(w);
    outcome.keepInterrupt();
    return true;
  }
}
