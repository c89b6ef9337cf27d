// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** A token was replayed with a program that has changed since the token was made. */
public final class ChangedError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an error with a message that begins with "the program has changed".
   *
   * @param message where the program differs
   */
  public ChangedError(String message) {
    super(message, null, false, false);
  }
}
