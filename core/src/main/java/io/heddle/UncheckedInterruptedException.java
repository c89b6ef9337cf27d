// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.QuietEnd;

/**
 * Thrown when a thread is interrupted where {@link InterruptedException} cannot be thrown: in a
 * loop or stream over a channel. The thread's interrupt status is set. If it leaves the body of a
 * goroutine, the goroutine ends quietly.
 */
public final class UncheckedInterruptedException extends RuntimeException implements QuietEnd {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception for an interrupt.
   *
   * @param cause the interrupt
   */
  public UncheckedInterruptedException(InterruptedException cause) {
    super(cause);
  }
}
