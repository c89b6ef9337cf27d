// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.Arrays;

/** What one transition concerned: things, each read or changed; and those whom it made ready. */
final class Footprint {
  private int[] things = new int[4];
  private boolean[] written = new boolean[4];
  private int size;
  private boolean isEverything;
  private long woken;

  void add(int thing, boolean writes) {
    for (int i = 0; i < size; i++) {
      if (things[i] == thing) {
        written[i] |= writes;
        return;
      }
    }
    if (size == things.length) {
      things = Arrays.copyOf(things, size * 2);
      written = Arrays.copyOf(written, size * 2);
    }
    things[size] = thing;
    written[size++] = writes;
  }

  /**
   * It concerns whatever else concerns anything: what a jump of the clock wakes, and whom it beats.
   */
  void addEverything() {
    isEverything = true;
  }

  private boolean isNothing() {
    return size == 0 && !isEverything;
  }

  /** True if the order of the two matters. */
  boolean conflictsWith(Footprint other) {
    if (isEverything || other.isEverything) {
      return !isNothing() && !other.isNothing();
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < other.size; j++) {
        if (things[i] == other.things[j] && (written[i] || other.written[j])) {
          return true;
        }
      }
    }
    return false;
  }

  void woke(Member m) {
    if (m.number < Long.SIZE) {
      woken |= 1L << m.number;
    }
  }

  boolean hasWoken(int member) {
    return member < Long.SIZE && (woken & 1L << member) != 0;
  }

  void clear() {
    size = 0;
    isEverything = false;
    woken = 0;
  }

  Footprint copy() {
    var f = new Footprint();
    f.things = Arrays.copyOf(things, Math.max(1, size));
    f.written = Arrays.copyOf(written, Math.max(1, size));
    f.size = size;
    f.isEverything = isEverything;
    f.woken = woken;
    return f;
  }
}
