// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/**
 * A data race: two accesses that are not ordered, at least one of them a write. Found by an
 * exploration with the race detector in the JVM.
 */
public final class DataRaceError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an error with the detector's report as its message.
   *
   * @param message both accesses, with their stacks
   */
  public DataRaceError(String message) {
    super(message, null, false, false);
  }
}
