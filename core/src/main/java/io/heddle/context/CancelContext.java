// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import org.jspecify.annotations.Nullable;

/** A context that can be cancelled. The first cancellation counts, later ones do nothing. */
public sealed interface CancelContext extends Context, AutoCloseable permits CancelNode {
  /** Cancels it and all below it; {@link #err} is then a {@link CanceledException}. */
  void cancel();

  /**
   * As {@link #cancel()}, and says why; null says nothing.
   *
   * @param cause what {@link #cause} is to say; null: as {@link #err}
   */
  void cancel(@Nullable Throwable cause);

  /** The same as {@link #cancel()}. */
  @Override
  void close();
}
