// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.sched.Scheduler;

/** How goroutines share the machine. */
public final class Scheduling {
  private Scheduling() {}

  /**
   * How many goroutines run at the same instant: Go's {@code GOMAXPROCS}. At the start {@code
   * -Dheddle.maxprocs}, else {@code HEDDLE_MAXPROCS}, else the processors available.
   */
  public static int maxProcs() {
    return Scheduler.get().maxProcs();
  }

  /**
   * Changes that.
   *
   * @return the former value
   * @throws IllegalArgumentException if n is not positive
   * @throws UnsupportedOperationException on the JDK's scheduler
   */
  public static int maxProcs(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("maxProcs must be at least 1, not " + n);
    }
    return Scheduler.get().maxProcs(n);
  }
}
