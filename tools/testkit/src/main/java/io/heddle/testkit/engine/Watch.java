// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

/** Who looks on while schedules are run, on the thread that runs them. */
public interface Watch {
  /** Looks at nothing. */
  Watch NOBODY = new Watch() {};

  /** A run begins: of a new schedule, or of a failing one again. */
  default void begins() {}

  /** The run has ended with a failure. */
  default void fails() {}

  /**
   * Another schedule has been tried.
   *
   * @param n how many have been
   * @param handOffs how many different hand-offs, an operation of one goroutine after an operation
   *     of another, there have been in all of them; 0 unless {@link #wantsHandOffs}
   */
  default void schedules(int n, int handOffs) {}

  /** Whether hand-offs are to be counted. */
  default boolean wantsHandOffs() {
    return false;
  }
}
