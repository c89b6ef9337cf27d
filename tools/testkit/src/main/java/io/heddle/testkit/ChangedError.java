// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** A token was replayed with a program that is no longer the one it was made for. */
public final class ChangedError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * The message begins with "the program has changed".
   *
   * @param message where the program differs
   */
  public ChangedError(String message) {
    super(message, null, false, false);
  }
}
