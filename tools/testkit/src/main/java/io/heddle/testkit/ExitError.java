// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** A goroutine called {@link System#exit} with a status other than 0. */
public final class ExitError extends Error {
  private static final long serialVersionUID = 1L;

  /** What {@link #status} returns. */
  private final int status;

  /**
   * Makes an error for a call.
   *
   * @param status the status, not 0
   */
  public ExitError(int status) {
    super("exit status " + status);
    this.status = status;
  }

  /**
   * Returns the status of the call.
   *
   * @return the status, not 0
   */
  public int status() {
    return status;
  }
}
