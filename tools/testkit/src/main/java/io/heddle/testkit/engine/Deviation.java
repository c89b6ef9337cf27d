// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

/**
 * One place where a schedule differs from the plainest one, in which who runs goes on until it has
 * to wait, then who has been ready longest, and every draw is 0.
 *
 * @param isDraw whether it is a draw
 * @param who the number of the member that ran before, or drew
 * @param nth how many such choices it had made before
 * @param value the number of the member that went on plus 1, 0 for the clock; or what was drawn
 */
record Deviation(boolean isDraw, int who, int nth, int value) {
  /*
   * By member and by its own count, not by a count of all steps: so that one can be left out, and the
   * others still mean the same.
   */
  static int clock() {
    return 0;
  }

  /** The program's random numbers follow from this, and not from 0. */
  static Deviation seed(int seed) {
    return new Deviation(true, -1, 0, seed);
  }

  boolean isSeed() {
    return isDraw && who == -1;
  }
}
