// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import org.jspecify.annotations.Nullable;

/** A context that can be cancelled. Only the first cancellation has an effect. No method blocks. */
public sealed interface CancelContext extends Context, AutoCloseable permits CancelNode {
  /**
   * Cancels this context and all contexts below it; {@link #err} is then a {@link
   * CanceledException}. Go's {@code CancelFunc}.
   */
  void cancel();

  /**
   * The same as {@link #cancel()}, with a cause. Go's {@code CancelCauseFunc}.
   *
   * @param cause the value of {@link #cause}; if null, it is {@link #err}
   */
  void cancel(@Nullable Throwable cause);

  /** Does the same as {@link #cancel()}. */
  @Override
  void close();
}
