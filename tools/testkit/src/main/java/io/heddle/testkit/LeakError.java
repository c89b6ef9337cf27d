// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** Goroutines are blocked for ever after main has returned and all others have come to rest. */
public final class LeakError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * The message says who, where, and what each waits for.
   *
   * @param message which goroutines, and what they wait for
   */
  public LeakError(String message) {
    super(message, null, false, false);
  }
}
