// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link Explorer} has found.
 *
 * @param schedules how many were tried
 * @param exhausted there are no others
 * @param failure the first that failed, if any did
 */
public record Exploration(int schedules, boolean exhausted, @Nullable Failure failure) {
  /**
   * Throws if there is a failure.
   *
   * @throws AssertionError with the report as its message and the failure's cause as its cause
   */
  public void orThrow() {
    if (failure != null) {
      throw new AssertionError(failure.report(), failure.cause());
    }
  }
}
