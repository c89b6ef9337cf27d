// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who goes on: one way to go through a schedule, for one run. */
interface Decider {
  /** Instead of a place in the list: nobody goes on, the clock jumps to the next timer. */
  int CLOCK = -1;

  /**
   * Chooses who goes on.
   *
   * @param ready those who could, longest ready first; not empty
   * @param last who ran last
   * @param mayStay whether it could go on; then it is the last in the list
   * @param mayJump whether {@link #CLOCK} is an answer
   * @return a place in the list
   */
  int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump);

  /** A number from 0 to less than {@code bound}, for {@code m}'s select or the like. */
  int draw(Member m, int bound);

  /** What the program's own random numbers follow from: not negative, and small. */
  default int seed() {
    return 0;
  }

  /** {@code m} goes on, with what it said that it was about to do. */
  default void goesOn(Member m) {}

  /** A transition has ended; what it did concerned these things. */
  default void did(Member m, Footprint footprint) {}
}
