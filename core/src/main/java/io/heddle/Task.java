// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/**
 * The body of a goroutine: the function of Go's {@code go} statement. It may throw any exception,
 * so blocking code needs no {@code try}.
 */
@FunctionalInterface
public interface Task {
  /**
   * Runs the body.
   *
   * @throws Exception any exception, which ends the goroutine: see {@link Go#go(Task)}
   */
  void run() throws Exception;
}
