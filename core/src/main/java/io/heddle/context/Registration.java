// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

/** A function that is to run when a context is cancelled. */
public interface Registration {
  /**
   * Prevents it; does not wait for one that runs.
   *
   * @return true if this call prevented it: once at most
   */
  boolean stop();
}
