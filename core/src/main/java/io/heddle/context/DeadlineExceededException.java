// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

/** The context's deadline has passed: Go's {@code context.DeadlineExceeded}. */
public final class DeadlineExceededException extends ContextException {
  private static final long serialVersionUID = 1L;

  DeadlineExceededException() {
    super("context deadline exceeded");
  }
}
