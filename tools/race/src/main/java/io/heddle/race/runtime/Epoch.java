// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/**
 * Who did something, when, and where, in one word; and vector clocks that know which of these words
 * are in the past.
 */
final class Epoch {
  /*
   * Word:    63..56 slot (1..255; 0: never) │ 55 only read │ 54..24 clock of the slot │ 23..0 site
   * A vector clock is an int[] by slot. It may be shorter than the number of slots: what it does not
   * hold it knows nothing of (0).
   * A word is true for ever: that access did happen. So shadow words are read and written without
   * any lock, and two that collide cost a race unseen, never a false one.
   * Checked by: EpochTest.
   */
  static final int SLOTS = 256;
  static final int SITE_BITS = 24;
  static final int SITE_MASK = (1 << SITE_BITS) - 1;
  static final int SLOT_SHIFT = 56;
  static final int LAST_CLOCK = Integer.MAX_VALUE;

  /** In the place of a variable's last write: it was read, and nobody has written it yet. */
  static final long READ = 1L << 55;

  private Epoch() {}

  static long of(int slot, int clock) {
    return (long) slot << SLOT_SHIFT | (long) clock << SITE_BITS;
  }

  static int slot(long word) {
    return (int) (word >>> SLOT_SHIFT);
  }

  static int clock(long word) {
    return (int) (word >>> SITE_BITS) & LAST_CLOCK;
  }

  static int site(long word) {
    return (int) word & SITE_MASK;
  }

  /** True if both words name the same slot at the same time. */
  static boolean isSame(long a, long b) {
    return (a ^ b) >>> SITE_BITS == 0;
  }

  /** The first clock, or a longer one, that knows what both know. */
  static int[] join(int[] into, int[] other) {
    int[] joined = into.length < other.length ? Arrays.copyOf(into, other.length) : into;
    for (int i = 0; i < other.length; i++) {
      joined[i] = Math.max(joined[i], other[i]);
    }
    return joined;
  }
}
