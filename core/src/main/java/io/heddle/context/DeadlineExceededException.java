// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.internal.hook.Deadlines;
import io.heddle.internal.timer.TimeSource;

/** The context's deadline has passed: Go's {@code context.DeadlineExceeded}. */
public final class DeadlineExceededException extends ContextException {
  private static final long serialVersionUID = 1L;

  static {
    Deadlines.toldBy(t -> t instanceof DeadlineExceededException e ? e.setAt : TimeSource.NEVER);
  }

  private final transient long setAt;

  /**
   * @param setAt when the deadline was set, by {@link TimeSource}
   */
  DeadlineExceededException(long setAt) {
    super("context deadline exceeded");
    this.setAt = setAt;
  }
}
