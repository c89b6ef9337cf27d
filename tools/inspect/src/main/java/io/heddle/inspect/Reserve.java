// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import org.jspecify.annotations.Nullable;

/** Memory that is given back when there is no other, so that it can be said that there is none. */
final class Reserve {
  private static final int SIZE = 1 << 20;

  private volatile byte @Nullable [] bytes = new byte[SIZE];

  void release() {
    bytes = null;
  }

  /** Called when there may be memory again; whether there is. */
  boolean renew() {
    if (bytes == null) {
      try {
        bytes = new byte[SIZE];
      } catch (OutOfMemoryError e) {
        return false;
      }
    }
    return true;
  }
}
