// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.internal.hook.QuietEnd;

/**
 * The reason why a context is done. If it leaves the body of a goroutine other than main, the
 * goroutine ends quietly.
 */
public abstract sealed class ContextException extends Exception implements QuietEnd
    permits CanceledException, DeadlineExceededException {
  private static final long serialVersionUID = 1L;

  ContextException(String message) {
    super(message);
  }
}
