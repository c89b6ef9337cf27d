// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/** The body of a goroutine. It may throw anything, so blocking code needs no try and catch. */
@FunctionalInterface
public interface Task {
  /**
   * Does the work.
   *
   * @throws Exception which ends the goroutine; see {@link Go#go(Task)} for what then happens
   */
  void run() throws Exception;
}
