// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** Goroutines run, or wait for one tick after the other, and get nowhere. */
public final class LivelockError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * The message says for how long, and what all were doing.
   *
   * @param message what went on for how long
   */
  public LivelockError(String message) {
    super(message, null, false, false);
  }
}
