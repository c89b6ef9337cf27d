// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The result of an {@link Explorer}.
 *
 * @param schedules how many schedules were tried
 * @param exhausted whether all possible schedules were tried
 * @param failure the first failure, or null
 */
public record Exploration(int schedules, boolean exhausted, @Nullable Failure failure) {
  /**
   * Throws an error if there is a failure.
   *
   * @throws AssertionError if there is a failure; its message is the report, and its cause the
   *     failure's cause
   */
  public void orThrow() {
    if (failure != null) {
      throw new AssertionError(failure.report(), failure.cause());
    }
  }
}
