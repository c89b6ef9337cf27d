// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.util.List;

/**
 * Threads that wait for each other, in a circle, and will for ever; or one that waits for itself.
 *
 * @param goroutines those of them that are goroutines
 * @param report all of them in words, each as in a dump, and who else waits behind them
 */
public record Deadlock(List<Goroutine> goroutines, String report) {
  /** Keeps a copy of the list. */
  public Deadlock {
    goroutines = List.copyOf(goroutines);
  }
}
