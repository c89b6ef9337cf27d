// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

/** A function that runs when a context is done: see {@link Context#afterFunc}. */
public interface Registration {
  /**
   * Prevents the function from running. Does not wait for it if it is already running. Go's {@code
   * stop} of {@code context.AfterFunc}.
   *
   * @return true if this call prevented the function from running, which is the case once at most
   */
  boolean stop();
}
