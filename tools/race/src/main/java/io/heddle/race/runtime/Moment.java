// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/** What a thread knew at a release: a vector clock that never changes. */
final class Moment {
  /*
   * Many moments share one array: a thread's time goes on at each release, and the rest of its clock
   * seldom changes in between. So two entries stand beside the array, each as slot << 32 | time: the
   * thread's own one and that of the thread that it learnt of last. Each entry of the clock is the latest
   * of what the three say; 0 is no entry.
   */
  final int[] known;
  final long own;
  final long peer;

  Moment(int[] known, long own, long peer) {
    this.known = known;
    this.own = own;
    this.peer = peer;
  }

  static long entry(int slot, int time) {
    return (long) slot << 32 | time;
  }

  static int slot(long entry) {
    return (int) (entry >>> 32);
  }

  static int time(long entry) {
    return (int) entry;
  }

  /**
   * This clock, or a longer one, with what the moment knows.
   *
   * @param hasArray the clock has been joined with the moment's array before
   */
  int[] joinInto(int[] clock, boolean hasArray) {
    int[] joined = hasArray ? clock : Epoch.join(clock, known);
    return join(join(joined, own), peer);
  }

  private static int[] join(int[] clock, long entry) {
    int slot = slot(entry);
    int[] joined = slot < clock.length ? clock : Arrays.copyOf(clock, slot + 1);
    joined[slot] = Math.max(joined[slot], time(entry));
    return joined;
  }

  /** What is known at either. */
  Moment and(Moment other) {
    return new Moment(other.joinInto(joinInto(new int[known.length], false), false), 0, 0);
  }
}
