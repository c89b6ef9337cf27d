// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/**
 * Two accesses that nothing orders, at least one of them a write: found when exploring with the
 * race detector in the JVM.
 */
public final class DataRaceError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * The message is the detector's report.
   *
   * @param message both accesses, with their stacks
   */
  public DataRaceError(String message) {
    super(message, null, false, false);
  }
}
