// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some of the readers that are in a lock, for the search for deadlocks: a writer waits for them.
 * Costs a reader a few plain reads and stores.
 */
final class Readers {
  /*
   * Who has come in writes its thread id into its slot if that is empty, and empties it, if it is its
   * own, before it leaves. So whose id stands in a slot is in; of two that share one, one is not known.
   * Races:   two that find a slot empty overwrite each other, and again one is not known. Nobody but
   *          the reader itself writes its id, and that before it leaves.
   * Strays:  one that gives back another's hold finds its own slot empty (or taken by somebody else,
   *          which tells nothing), and the other's id stays. From then on nobody is known, until a
   *          writer is in: then no reader is, and all begins anew.
   */
  private static final int SLOTS = 8;

  private final long[] in = new long[SLOTS];

  /** How often that reader is in: it may come again while no writer waits. */
  private final int[] holds = new int[SLOTS];

  private boolean isUnsure;

  /** The calling thread has come in. */
  void came() {
    long id = Thread.currentThread().threadId();
    int slot = (int) id & SLOTS - 1;
    long there = in[slot];
    if (there == 0) {
      in[slot] = id;
      holds[slot] = 1;
    } else if (there == id) {
      holds[slot]++;
    }
  }

  /** The calling thread is about to leave. */
  void leaves() {
    long id = Thread.currentThread().threadId();
    int slot = (int) id & SLOTS - 1;
    long there = in[slot];
    if (there == id) {
      if (--holds[slot] == 0) {
        in[slot] = 0;
      }
    } else if (there == 0) {
      isUnsure = true;
    }
  }

  /** A writer is in, and so no reader. */
  void areOut() {
    if (isUnsure) {
      isUnsure = false;
      Arrays.fill(in, 0);
    }
  }

  /** Some of those that are in, by thread id. */
  List<Long> known() {
    var ids = new ArrayList<Long>();
    for (long id : in) {
      if (id != 0) {
        ids.add(id);
      }
    }
    return isUnsure ? List.of() : ids;
  }
}
