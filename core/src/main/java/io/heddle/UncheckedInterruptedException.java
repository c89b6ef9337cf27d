// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.QuietEnd;

/**
 * The thread was interrupted where an {@link InterruptedException} cannot be thrown: in a loop over
 * a channel. The thread's interrupt status is set. A goroutine that it leaves ends quietly.
 */
public final class UncheckedInterruptedException extends RuntimeException implements QuietEnd {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one for an interrupt.
   *
   * @param cause the interrupt
   */
  public UncheckedInterruptedException(InterruptedException cause) {
    super(cause);
  }
}
