// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * The last accesses to each of some variables: the fields of an object, the elements of an array,
 * the contents of a collection. The words are an array, which whoever owns it keeps in a field.
 */
final class Shadow {
  /*
   * Rows of one Epoch word per variable: the last write, then the last readers. There is one row at
   * first, in which the first reader of a variable that nobody has written finds room, too (Epoch.READ);
   * one more each time when a reader has none, up to MAX_ROWS. Beyond, a reader takes the place of another
   * one: a race may then stay unseen.
   * Who reads in the same epoch again, or after its own write of that epoch, changes nothing. A reader
   * that is ordered before another one is covered by it: whoever is ordered after the second is ordered
   * after the first.
   * Writes and reads of words are plain: see Epoch. The array is replaced by CAS; a word that is stored
   * into the old one meanwhile is lost: a race unseen at worst.
   * Where:   `holder` and `offset` say in which field the array is.
   * Fast:    no lock, no allocation but for rows, and two comparisons at most for an access that is not
   *          the first of its epoch: that is what inner loops do.
   * Checked by: JucOrderTest, WatchedThreadsTest, CorpusTest.
   */
  private static final int MAX_ROWS = 6;

  private Shadow() {}

  static boolean fits(int size) {
    return size <= Integer.MAX_VALUE / 8;
  }

  /** The first words of a holder; null if nothing is watched any more. */
  static long[] make(Object holder, long offset, int size) {
    if (Detector.isOff()) {
      return null;
    }
    Headroom.look();
    var made = new long[size];
    var found = (long[]) Memory.UNSAFE.compareAndExchangeReference(holder, offset, null, made);
    return found == null ? made : found;
  }

  @ForceInline
  static void read(
      ThreadState s, long[] w, int size, int i, int place, Object holder, long offset, Object of) {
    long now = s.epoch;
    if (((w[i] ^ now) & ~Epoch.READ) >>> Epoch.SITE_BITS != 0 && !isReader(w, size, i, now)) {
      readFirst(s, w, size, i, place, holder, offset, of);
    }
  }

  /** One of the two rows that are looked at first has its word. */
  @ForceInline
  private static boolean isReader(long[] w, int size, int i, long now) {
    return w.length != size
        && (Epoch.isSame(w[size + i], now)
            || w.length > 2 * size && Epoch.isSame(w[2 * size + i], now));
  }

  @ForceInline
  static void write(
      ThreadState s, long[] w, int size, int i, int place, Object holder, long offset, Object of) {
    long now = s.epoch;
    if ((w[i] ^ now) >>> Epoch.SITE_BITS != 0) {
      writeFirst(s, w, size, i, place, holder, offset, of);
    }
  }

  /** The first read of this epoch. */
  @DontInline
  private static void readFirst(
      ThreadState s, long[] w, int size, int i, int place, Object holder, long offset, Object of) {
    if (s.isOptimistic) {
      return; // a StampedLock will say whether it counts
    }
    if (Detector.isOff()) {
      drop(w, holder, offset);
      return;
    }
    long word = s.mark() | place;
    for (int at = 3 * size + i; at < w.length; at += size) {
      if (Epoch.isSame(w[at], word)) {
        return; // others read it, too, and their words stand before this one
      }
    }
    long written = w[i];
    s.history.access(s, word, i);
    boolean isKnown = s.clock.knows(written);
    if (written == 0 || isKnown && (written & Epoch.READ) != 0) {
      w[i] = word | Epoch.READ;
      return;
    }
    if (!isKnown && (written & Epoch.READ) == 0) {
      Reports.race(s, false, word, true, written, i, of);
    }
    int free = -1;
    for (int at = size + i; at < w.length; at += size) {
      long reader = w[at];
      if (s.clock.knows(reader)) {
        if (free < 0) {
          free = at;
        } else if (reader != 0) {
          w[at] = 0; // covered
        }
      }
    }
    long[] room = w;
    if (free < 0) {
      room = withMore(w, size, holder, offset);
      free =
          room.length > w.length
              ? room.length - size + i
              : size + i + size * (Epoch.clock(word) % (MAX_ROWS - 1));
    }
    room[free] = word;
    if (free != size + i) { // the first row is where it is looked for
      room[free] = room[size + i];
      room[size + i] = word;
    }
  }

  /** Nothing is watched any more: the program may need the memory. */
  private static void drop(long[] w, Object holder, long offset) {
    Memory.UNSAFE.compareAndSetReference(holder, offset, w, null);
  }

  /** With room for one more reader of each variable; the same if there are enough. */
  private static long[] withMore(long[] w, int size, Object holder, long offset) {
    if (w.length >= (long) size * MAX_ROWS) {
      return w;
    }
    Headroom.look();
    var more = Arrays.copyOf(w, w.length + size);
    var found = Memory.UNSAFE.compareAndExchangeReference(holder, offset, w, more);
    return found == w ? more : found instanceof long[] l && l.length > w.length ? l : w;
  }

  /** The first write of this epoch. */
  @DontInline
  private static void writeFirst(
      ThreadState s, long[] w, int size, int i, int place, Object holder, long offset, Object of) {
    if (Detector.isOff()) {
      drop(w, holder, offset);
      return;
    }
    long word = s.mark() | place;
    s.history.access(s, word, i);
    long written = w[i];
    if (!s.clock.knows(written)) {
      Reports.race(s, true, word, (written & Epoch.READ) == 0, written, i, of);
    } else {
      for (int at = size + i; at < w.length; at += size) {
        long reader = w[at];
        if (!s.clock.knows(reader)) {
          Reports.race(s, true, word, false, reader, i, of);
          break;
        }
      }
    }
    w[i] = word;
  }
}
