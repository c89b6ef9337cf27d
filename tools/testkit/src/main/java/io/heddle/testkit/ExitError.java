// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** A goroutine has called {@link System#exit} with a status other than 0. */
public final class ExitError extends Error {
  private static final long serialVersionUID = 1L;

  /** What {@link #status} returns. */
  private final int status;

  /**
   * Made where the call is.
   *
   * @param status not 0
   */
  public ExitError(int status) {
    super("exit status " + status);
    this.status = status;
  }

  /**
   * What it was called with.
   *
   * @return not 0
   */
  public int status() {
    return status;
  }
}
