// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** How an {@link Explorer} chooses its schedules. */
public enum Strategy {
  /** Alternates between the random strategies and round robin: the default. */
  PORTFOLIO,
  /** At each step, chooses at random which goroutine continues, uniformly. */
  RANDOM,
  /**
   * Random priorities of goroutines that change at a few random steps: for bugs that need few
   * ordering constraints.
   */
  PCT,
  /**
   * Random priorities of operations; those of conflicting operations are drawn again: for programs
   * with many locks.
   */
  POS,
  /** Each goroutine in turn, for one step, two steps, three steps, … */
  ROUND_ROBIN,
  /** All schedules of a small program, except those that are equivalent to another one. */
  EXHAUSTIVE
}
