// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import java.util.List;

/**
 * Whom one that waits waits for, as far as that is known.
 *
 * @param threads the ids of threads
 * @param anyWillDo it goes on when one of them has done its part; else only when each has
 */
public record Hold(List<Long> threads, boolean anyWillDo) {
  /** Nobody is known: anybody may let it go on. */
  public static final Hold UNKNOWN = new Hold(List.of(), true);

  /** Each of them must do its part; there may be others, too. */
  public static Hold all(List<Long> threads) {
    return threads.isEmpty() ? UNKNOWN : new Hold(threads, false);
  }

  /** One of them must do its part, and nobody else can. */
  public static Hold any(List<Long> threads) {
    return new Hold(threads, true);
  }

  /** The one thread; 0: unknown. */
  public static Hold by(long thread) {
    return thread == 0 ? UNKNOWN : new Hold(List.of(thread), false);
  }
}
