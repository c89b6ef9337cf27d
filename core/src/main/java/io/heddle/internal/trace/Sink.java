// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import org.jspecify.annotations.Nullable;

/** Where full blocks go. Called under the recorder's lock, in the middle of the runtime. */
interface Sink {
  /**
   * Takes a full block.
   *
   * @return an array of {@link EventBuffer#SIZE} bytes for the next, if one is at hand
   */
  byte @Nullable [] take(EventBuffer.Block full);
}
