// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readers that are in a lock, but for a few, for the search for deadlocks: a writer waits for
 * them. Costs a reader a few plain reads and stores.
 */
final class Readers {
  /*
   * Who has come in writes its thread id into its slot of the first table in which that is empty, and
   * empties it before it leaves. So whose id stands in a slot is in. There are more tables, each larger, as
   * soon as readers meet in a slot: eight readers with numbers that follow each other need one.
   * Races:   two that find a slot empty overwrite each other, and one is not known. Nobody but the
   *          reader itself writes its id, and that before it leaves.
   * Strays:  who leaves and finds itself nowhere has been overwritten, or gives back the hold of another,
   *          whose id stays. From then on nobody is known, until a writer is in: then no reader is,
   *          and all begins anew.
   * Slot:    the era, how often its reader has come again, which it may while no writer waits, and the id.
   *          To begin anew is to begin an era: to clear tables that a crowd has filled took longer than
   *          all else that a writer does.
   * Memory:  more tables than there is memory for are no table: who has come in must not fail.
   * Checked by: ReadersTest, DeadlocksTest
   */
  private static final int FIRST = 8;
  private static final int LAST = 4096;
  private static final long AGAIN = 1L << 40;
  private static final long TIMES = 0xFFL << 40;
  private static final long NEXT_ERA = 1L << 48;
  private static final long ERA = -NEXT_ERA;
  private static final long ID = AGAIN - 1;
  private static final VarHandle MORE;
  private static final VarHandle NEXT;

  static {
    try {
      MORE = MethodHandles.lookup().findVarHandle(Readers.class, "more", Table.class);
      NEXT = MethodHandles.lookup().findVarHandle(Table.class, "next", Table.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] first = new long[FIRST];
  private volatile @Nullable Table more;
  private boolean isUnsure;

  /** What is from another one has been left. Changed by a writer that is in. */
  private long era;

  /** The calling thread has come in. */
  void came() {
    long key = era | Thread.currentThread().threadId();
    if (!came(first, key)) {
      comesLater(key);
    }
  }

  /** {@code key} is the reader's id under the present era. */
  private boolean came(long[] in, long key) {
    int slot = (int) key & in.length - 1;
    long there = in[slot];
    if (there == 0 || (there & ERA) != era) {
      in[slot] = key;
      return true;
    }
    if ((there & ~TIMES) == key && (there & TIMES) != TIMES) {
      in[slot] = there + AGAIN;
      return true;
    }
    return false;
  }

  private void comesLater(long key) {
    try {
      if (more == null) {
        MORE.compareAndSet(this, null, new Table(8 * FIRST));
      }
      for (var t = more; t != null && !came(t.in, key); ) {
        t = t.nextOrNew();
      }
    } catch (OutOfMemoryError e) {
      // see above
    }
  }

  /** The calling thread is about to leave. */
  void leaves() {
    long key = era | Thread.currentThread().threadId();
    if (!leaves(first, key)) {
      leavesLater(key);
    }
  }

  private static boolean leaves(long[] in, long key) {
    int slot = (int) key & in.length - 1;
    long there = in[slot];
    if (there == key) {
      in[slot] = 0;
      return true;
    }
    if ((there & ~TIMES) == key) {
      in[slot] = there - AGAIN;
      return true;
    }
    return false;
  }

  private void leavesLater(long key) {
    for (var t = more; t != null; t = t.next) {
      if (leaves(t.in, key)) {
        return;
      }
    }
    if (!isUnsure) {
      isUnsure = true;
    }
  }

  /** A writer is in, and so no reader. */
  void areOut() {
    if (isUnsure) {
      era += NEXT_ERA;
      if (era == 0) {
        clear();
      }
      isUnsure = false;
    }
  }

  private void clear() {
    Arrays.fill(first, 0);
    for (var t = more; t != null; t = t.next) {
      Arrays.fill(t.in, 0);
    }
  }

  /** Most of those that are in, by thread id. */
  List<Long> known() {
    var ids = new ArrayList<Long>();
    addTo(ids, first);
    for (var t = more; t != null; t = t.next) {
      addTo(ids, t.in);
    }
    return isUnsure ? List.of() : ids;
  }

  private void addTo(List<Long> ids, long[] in) {
    for (long there : in) {
      if (there != 0 && (there & ERA) == era) {
        ids.add(there & ID);
      }
    }
  }

  /** A slot per reader, by the last bits of its thread's id. */
  private static final class Table {
    final long[] in;
    private volatile @Nullable Table next;

    Table(int slots) {
      in = new long[slots];
    }

    @Nullable Table nextOrNew() {
      if (next == null && in.length < LAST) {
        NEXT.compareAndSet(this, null, new Table(8 * in.length));
      }
      return next;
    }
  }
}
