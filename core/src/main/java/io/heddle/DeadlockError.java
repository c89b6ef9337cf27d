// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * No goroutine of a program can ever run again, because all of them wait and nothing can wake them.
 * Thrown by {@link Go#run}, with a dump of the goroutines in its message; under {@code heddle run}
 * it is Go's {@code fatal error: all goroutines are asleep - deadlock!}.
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
   * Returns a dump of the program's goroutines when the deadlock was found: what each of them waits
   * for, and where.
   *
   * @return the dump, several lines, as under {@code heddle run}
   */
  public String dump() {
    return dump;
  }
}
