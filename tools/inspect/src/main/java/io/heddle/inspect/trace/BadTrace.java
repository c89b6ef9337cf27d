// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import java.io.IOException;

/** A file that is no trace that this version can read; the message is one line that says why. */
public final class BadTrace extends IOException {
  private static final long serialVersionUID = 1;

  public BadTrace(String message) {
    super(message);
  }
}
