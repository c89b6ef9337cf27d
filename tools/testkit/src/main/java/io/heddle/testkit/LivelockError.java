// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** Goroutines run, or wait for one tick after another, without progress. */
public final class LivelockError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an error with a message that says for how long, and what all goroutines did.
   *
   * @param message the message
   */
  public LivelockError(String message) {
    super(message, null, false, false);
  }
}
