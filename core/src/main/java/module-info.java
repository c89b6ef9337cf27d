// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/** Go's concurrency for Java. */
@NullMarked
module io.heddle {
  requires static org.jspecify;

  exports io.heddle;
  exports io.heddle.runtime;
}
