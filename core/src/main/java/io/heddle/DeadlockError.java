// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * No goroutine of a program can ever run again: all wait for each other, or for nobody. Thrown by
 * {@link Go#run}, with the dump of the goroutines in its message; under {@code heddle run} it is
 * Go's {@code fatal error: all goroutines are asleep - deadlock!}.
 */
public final class DeadlockError extends Error {
  private static final long serialVersionUID = 1L;

  /** What {@link #dump} returns. */
  private final String dump;

  DeadlockError(String message, String dump) {
    super(message);
    this.dump = dump;
  }

  /**
   * The goroutines of the program when the deadlock was found: what each waits for, and where.
   *
   * @return several lines, as under {@code heddle run}
   */
  public String dump() {
    return dump;
  }
}
