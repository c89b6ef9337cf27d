// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** The arrays that a thread used last, with their shadows: most loops use few. */
final class ArrayCache {
  /*
   * By identity hash code, so that finding one again costs no look into the table of all. It grows when
   * it misses often: a matrix is an array for each row.
   */
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
    if (sides == null) {
      sides = new Side[FIRST];
    }
    int i = System.identityHashCode(array) & sides.length - 1;
    var side = sides[i];
    if (side == null || !side.refersTo(array)) {
      side = look(array);
      if (side == null) {
        return null;
      }
      sides[i] = side;
    }
    last = side;
    return side;
  }

  private Side look(Object array) {
    int length = java.lang.reflect.Array.getLength(array);
    if (!Shadow.fits(length)) {
      return null;
    }
    if (++misses > sides.length * 4 && sides.length < LAST) {
      sides = new Side[sides.length * 4];
      misses = 0;
    }
    return SideTable.of(array).sized(length);
  }
}
