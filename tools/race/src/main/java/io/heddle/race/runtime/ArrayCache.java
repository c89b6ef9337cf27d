// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/** The arrays that a thread used last, with their shadows: most loops use few. */
final class ArrayCache {
  /*
   * By identity hash code, so that finding one again costs no look into the table of all. Each array has a
   * few places next to each other (WAYS); who finds none free takes the first, and moves what was there on. It grows when
   * it misses often: a matrix is an array for each row.
   * `last` is an index: to store a reference at each change of the array costs the collector's barrier.
   */
  private static final int WAYS = 4;
  private static final int FIRST = 16;
  private static final int LAST = 1 << 14;

  private static final Side[] NONE = new Side[WAYS];

  private Side[] sides = NONE;
  private int misses;
  private int last;

  /** With its shadow; null: the array is too long to have one, or nothing is watched any more. */
  @ForceInline
  Side sideOf(Object array) {
    var all = sides;
    var l = all[last & all.length - 1];
    return l != null && l.refersTo(array) ? l : find(all, array);
  }

  @DontInline
  private Side find(Side[] all, Object array) {
    int from = System.identityHashCode(array) & all.length - WAYS;
    for (int i = from; i < from + WAYS; i++) {
      var side = all[i];
      if (side != null && side.refersTo(array)) {
        last = i;
        return side;
      }
    }
    return look(array);
  }

  private Side look(Object array) {
    int length = java.lang.reflect.Array.getLength(array);
    if (!Shadow.fits(length) || Detector.isOff()) {
      return null;
    }
    var side = SideTable.of(array).sized(length);
    if (sides == NONE) {
      sides = new Side[FIRST];
    } else if (++misses > sides.length * 2 && sides.length < LAST) {
      sides = new Side[sides.length * 4];
      misses = 0;
    }
    int from = System.identityHashCode(array) & sides.length - WAYS;
    System.arraycopy(sides, from, sides, from + 1, WAYS - 1);
    sides[from] = side;
    last = from;
    return side;
  }
}
