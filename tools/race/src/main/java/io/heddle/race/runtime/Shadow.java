// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/**
 * The last accesses to each of some variables: the fields of an object, the elements of an array,
 * the contents of a collection.
 */
final class Shadow {
  /*
   * Rows of one Epoch word per variable: the last write, then the last readers. There are two rows at
   * first; one more each time when readers that are not ordered meet and there is no room, up to
   * MAX_ROWS. Beyond, a reader takes the place of another one: a race may then stay unseen.
   * Who reads in the same epoch again, or after its own write of that epoch, changes nothing. A reader
   * that is ordered before another one is covered by it: whoever is ordered after the second is ordered
   * after the first.
   * Writes and reads are plain: see Epoch. A row that is added while another thread stores into the
   * old array loses that store: a race unseen at worst.
   * Checked by: JucOrderTest, WatchedThreadsTest.
   */
  private static final int MAX_ROWS = 6;

  final int size;
  private long[] words;

  Shadow(int size) {
    this.size = size;
    words = new long[size * 2];
  }

  static boolean fits(int size) {
    return size <= Integer.MAX_VALUE / 8;
  }

  void read(ThreadState s, int i, Place place, Object of) {
    long[] w = words;
    long now = s.epoch;
    if ((w[size + i] ^ now) >>> Epoch.SITE_BITS != 0 && (w[i] ^ now) >>> Epoch.SITE_BITS != 0) {
      readFirst(s, w, i, now | place.id(), place, of);
    }
  }

  void write(ThreadState s, int i, Place place, Object of) {
    long[] w = words;
    long now = s.epoch;
    if ((w[i] ^ now) >>> Epoch.SITE_BITS != 0) {
      writeFirst(s, w, i, now | place.id(), place, of);
    }
  }

  /** The first read of this epoch. */
  private void readFirst(ThreadState s, long[] w, int i, long word, Place place, Object of) {
    if (s.isOptimistic) {
      return; // a StampedLock will say whether it counts
    }
    long written = w[i];
    s.history.access(s, word, i, place);
    if (!Epoch.isKnown(written, s.clock)) {
      Reports.race(s, false, word, true, written, i, place, of);
    }
    int free = -1;
    for (int at = size + i; at < w.length; at += size) {
      long reader = w[at];
      if (Epoch.isKnown(reader, s.clock)) {
        if (free < 0) {
          free = at;
        } else if (reader != 0) {
          w[at] = 0; // covered
        }
      }
    }
    if (free < 0) {
      if (w.length < (long) size * MAX_ROWS) {
        w = Arrays.copyOf(w, w.length + size);
        words = w;
        free = w.length - size + i;
      } else {
        free = size + i + size * (Epoch.clock(word) % (MAX_ROWS - 1));
      }
    }
    w[free] = word;
    if (free != size + i) { // the first row is where it is looked for
      w[free] = w[size + i];
      w[size + i] = word;
    }
  }

  /** The first write of this epoch. */
  private void writeFirst(ThreadState s, long[] w, int i, long word, Place place, Object of) {
    s.history.access(s, word, i, place);
    long written = w[i];
    if (!Epoch.isKnown(written, s.clock)) {
      Reports.race(s, true, word, true, written, i, place, of);
    } else {
      for (int at = size + i; at < w.length; at += size) {
        long reader = w[at];
        if (!Epoch.isKnown(reader, s.clock)) {
          Reports.race(s, true, word, false, reader, i, place, of);
          break;
        }
      }
    }
    w[i] = word;
  }
}
