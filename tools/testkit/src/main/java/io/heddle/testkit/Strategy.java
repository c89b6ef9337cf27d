// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

/** How an {@link Explorer} chooses its schedules. */
public enum Strategy {
  /** The random ones and round robin by turns: the default. */
  PORTFOLIO,
  /** Who goes on is drawn at each step, all being equally likely. */
  RANDOM,
  /** Random priorities that change at a few random places: for bugs that need few orderings. */
  PCT,
  /** Random priorities of operations; those that race draw again: for programs full of locks. */
  POS,
  /** Each in turn, for one step, two, three, …: the simplest. */
  ROUND_ROBIN,
  /** All schedules of a small program, but for those that cannot be told apart. */
  EXHAUSTIVE
}
