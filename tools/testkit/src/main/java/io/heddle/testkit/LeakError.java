// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/**
 * Goroutines are blocked for ever after main has returned and all other goroutines have ended or
 * wait.
 */
public final class LeakError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an error with a message that says which goroutines, where, and what each waits for.
   *
   * @param message the message
   */
  public LeakError(String message) {
    super(message, null, false, false);
  }
}
