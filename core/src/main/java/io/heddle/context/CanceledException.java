// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

/** The context was cancelled: Go's {@code context.Canceled}. */
public final class CanceledException extends ContextException {
  private static final long serialVersionUID = 1L;

  CanceledException() {
    super("context canceled");
  }
}
