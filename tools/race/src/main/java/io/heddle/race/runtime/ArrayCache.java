// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** The arrays that a thread used last, with their shadows: most loops use few. */
final class ArrayCache {
  private static final int SIZE = 16;

  private Side[] sides;
  private Side last;

  /** Null: the array is too long to have one. */
  Shadow shadowOf(Object array) {
    var l = last;
    return l != null && l.refersTo(array) ? l.shadow : find(array);
  }

  private Shadow find(Object array) {
    int i = System.identityHashCode(array) & SIZE - 1;
    if (sides == null) {
      sides = new Side[SIZE];
    }
    var side = sides[i];
    if (side == null || !side.refersTo(array)) {
      int length = java.lang.reflect.Array.getLength(array);
      if (!Shadow.fits(length)) {
        return null;
      }
      side = SideTable.of(array);
      if (side.shadow == null) {
        side.shadow = new Shadow(length);
      }
      sides[i] = side;
    }
    last = side;
    return side.shadow;
  }
}
