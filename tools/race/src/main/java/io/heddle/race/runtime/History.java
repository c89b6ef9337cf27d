// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/** What a thread did lately: the calls it made and the accesses that left a mark in a shadow. */
final class History {
  /*
   * A ring of events, from which the stack at an access is read backwards: the frame at depth d was
   * entered by the last ENTER with that depth before it.
   *
   * ENTER   63..62 = 1 │ 61..50 depth │ 23..0 place of the call, in the caller
   * ACCESS  63..62 = 2 │ 61..50 depth │ 49..38 low bits of the variable │ 37..24 low bits of the clock │ 23..0 place
   *
   * The ring doubles until it has LIMIT events. From then on, when the writer enters a half of the ring
   * it keeps the calls that are under way: the frames that were entered before what the ring still
   * holds.
   * Readers (Reports) copy it while its thread may go on; what was overwritten meanwhile they drop.
   * Checked by: HistoryTest.
   */
  private static final int FIRST = 8;
  private static final long ENTER = 1L << 62;
  private static final long ACCESS = 2L << 62;
  private static final int DEPTH_SHIFT = 50;
  private static final int DEPTH_MASK = 0xFFF;
  private static final long SAME_ACCESS = 3L << 62 | (1L << DEPTH_SHIFT) - 1;
  private static final int KEPT_OF_DEAD = 512;
  private static final int[] NONE = {};

  private long[] ring = new long[FIRST];
  private long at;
  private int[] before = NONE;
  private int[] half = NONE;
  private long halfAt;

  /** The thread has entered a method. */
  @ForceInline
  void enter(ThreadState s, int depth, int calledAt) {
    add(s, ENTER | (long) Math.min(depth, DEPTH_MASK) << DEPTH_SHIFT | calledAt);
  }

  /** The thread has left a mark: this word, for this variable. */
  void access(ThreadState s, long word, int variable) {
    int depth = s.depth;
    if (Places.isLeaf(Epoch.site(word))) {
      depth++;
      enter(s, depth, s.calls[depth - 1]);
    }
    add(s, event(word, variable) | (long) Math.min(depth, DEPTH_MASK) << DEPTH_SHIFT);
  }

  private static long event(long word, int variable) {
    long clock = Epoch.clock(word) & 0x3FFF;
    return ACCESS | (long) (variable & 0xFFF) << 38 | clock << Epoch.SITE_BITS | Epoch.site(word);
  }

  @ForceInline
  private void add(ThreadState s, long event) {
    long[] r = ring;
    r[(int) at & r.length - 1] = event;
    if ((++at & (r.length >> 1) - 1) == 0) {
      turn(s);
    }
  }

  @DontInline
  private void turn(ThreadState s) {
    if (at == ring.length && ring.length < Options.current().historyEvents()) {
      ring = Arrays.copyOf(ring, ring.length * 2);
      return;
    }
    if (at >= ring.length) {
      before = half;
      half = Arrays.copyOf(s.calls, Math.min(s.depth + 1, ThreadState.MAX_DEPTH));
      halfAt = at;
    }
  }

  /** Its thread has ended: only the last events are kept. */
  void trim() {
    before = half = NONE;
    if (ring.length > KEPT_OF_DEAD) {
      var kept = new long[KEPT_OF_DEAD];
      for (long i = Math.max(0, at - KEPT_OF_DEAD); i < at; i++) {
        kept[(int) i & KEPT_OF_DEAD - 1] = ring[(int) i & ring.length - 1];
      }
      ring = kept;
    }
  }

  /**
   * The stack at an access: the places of the calls, innermost first, without that of the access
   * itself.
   *
   * @return null if it is no longer known
   */
  int[] stackAt(long word, int variable) {
    long end = at;
    long[] r = ring.clone();
    int[] oldest = end - halfAt >= r.length / 2 ? half : before;
    long begin = Math.max(0, Math.max(end, at + 1) - r.length);
    long wanted = event(word, variable);
    for (long i = end - 1; i >= begin; i--) {
      long e = r[(int) i & r.length - 1];
      if (((e ^ wanted) & SAME_ACCESS) == 0) {
        return stackBelow(r, i, begin, oldest, depthOf(e));
      }
    }
    return null;
  }

  private static int depthOf(long event) {
    return (int) (event >>> DEPTH_SHIFT) & DEPTH_MASK;
  }

  private static int[] stackBelow(long[] r, long access, long begin, int[] oldest, int depth) {
    if (depth == DEPTH_MASK) {
      return null;
    }
    var places = new int[Math.max(0, depth - 1)];
    int wanted = depth;
    for (long i = access - 1; i >= begin && wanted > 1; i--) {
      long e = r[(int) i & r.length - 1];
      if (e >>> 62 == 1 && depthOf(e) == wanted) {
        places[depth - wanted] = (int) e & Epoch.SITE_MASK;
        wanted--;
      }
    }
    for (; wanted > 1 && wanted - 1 < oldest.length; wanted--) {
      places[depth - wanted] = oldest[wanted - 1];
    }
    return wanted > 1 ? null : places;
  }
}
