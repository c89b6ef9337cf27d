// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
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
   * Memory:  more tables than there is memory for are no table: who has come in must not fail.
   * Checked by: ReadersTest, DeadlocksTest
   */
  private static final int FIRST = 8;
  private static final int LAST = 4096;
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(Table.class, "next", Table.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Table first = new Table(FIRST);
  private boolean isUnsure;

  /** A slot per reader, by the last bits of its thread's id. */
  private static final class Table {
    final long[] in;

    /** How often that reader is in: it may come again while no writer waits. */
    final int[] holds;

    volatile @Nullable Table next;

    Table(int slots) {
      in = new long[slots];
      holds = new int[slots];
    }

    boolean came(long id) {
      int slot = (int) id & in.length - 1;
      long there = in[slot];
      if (there == 0) {
        in[slot] = id;
        holds[slot] = 1;
        return true;
      }
      if (there == id) {
        holds[slot]++;
        return true;
      }
      return false;
    }

    boolean leaves(long id) {
      int slot = (int) id & in.length - 1;
      if (in[slot] != id) {
        return false;
      }
      if (--holds[slot] == 0) {
        in[slot] = 0;
      }
      return true;
    }

    @Nullable Table nextOrNew() {
      var n = next;
      if (n == null && in.length < LAST) {
        try {
          NEXT.compareAndSet(this, null, new Table(8 * in.length));
        } catch (OutOfMemoryError e) {
          return null;
        }
        n = next;
      }
      return n;
    }
  }

  /** The calling thread has come in. */
  void came() {
    long id = Thread.currentThread().threadId();
    for (var t = first; t != null && !t.came(id); ) {
      t = t.nextOrNew();
    }
  }

  /** The calling thread is about to leave. */
  void leaves() {
    long id = Thread.currentThread().threadId();
    for (var t = first; t != null; t = t.next) {
      if (t.leaves(id)) {
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
      for (var t = first; t != null; t = t.next) {
        java.util.Arrays.fill(t.in, 0);
      }
      isUnsure = false;
    }
  }

  /** Most of those that are in, by thread id. */
  List<Long> known() {
    var ids = new ArrayList<Long>();
    for (var t = first; t != null; t = t.next) {
      for (long id : t.in) {
        if (id != 0) {
          ids.add(id);
        }
      }
    }
    return isUnsure ? List.of() : ids;
  }
}
