// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.util.List;

/**
 * A cycle of threads that wait for each other for ever, or a thread that waits for itself.
 *
 * @param goroutines the goroutines of the cycle
 * @param report all threads of the cycle, each as in a dump, and the threads that wait for them
 */
public record Deadlock(List<Goroutine> goroutines, String report) {
  /** Copies the list. */
  public Deadlock {
    goroutines = List.copyOf(goroutines);
  }
}
