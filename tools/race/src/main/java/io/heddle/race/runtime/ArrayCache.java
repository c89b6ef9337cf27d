// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** The arrays that a thread used last, with their shadows: most loops use few. */
final class ArrayCache {
  /*
   * By identity hash code, so that finding one again costs no look into the table of all. Each array has a
   * few places next to each other (WAYS); who finds none free takes the first, and moves what was there on. It grows when
   * it misses often: a matrix is an array for each row.
   */
  private static final int WAYS = 4;
  private static final int FIRST = 16;
  private static final int LAST = 1 << 14;

  private Side[] sides;
  private int misses;
  private Side last;

  /** With its shadow; null: the array is too long to have one. */
  Side sideOf(Object array) {
    var l = last;
    return l != null && l.refersTo(array) ? l : find(array);
  }

  private Side find(Object array) {
    var all = sides;
    if (all != null) {
      int from = System.identityHashCode(array) & all.length - WAYS;
      for (int i = from; i < from + WAYS; i++) {
        var side = all[i];
        if (side != null && side.refersTo(array)) {
          last = side;
          return side;
        }
      }
    }
    return look(array);
  }

  private Side look(Object array) {
    int length = java.lang.reflect.Array.getLength(array);
    if (!Shadow.fits(length)) {
      return null;
    }
    var side = SideTable.of(array).sized(length);
    if (sides == null) {
      sides = new Side[FIRST];
    } else if (++misses > sides.length * 2 && sides.length < LAST) {
      sides = new Side[sides.length * 4];
      misses = 0;
    }
    int from = System.identityHashCode(array) & sides.length - WAYS;
    System.arraycopy(sides, from, sides, from + 1, WAYS - 1);
    sides[from] = side;
    last = side;
    return side;
  }
}
