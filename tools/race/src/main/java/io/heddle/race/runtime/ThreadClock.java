// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/** What a thread knows of all threads: a vector clock that is cheap to tell and to learn from. */
final class ThreadClock {
  /*
   * As a Moment: an array, the thread's own entry, and one more (peer). A release makes a moment of the
   * three and copies nothing; from then on the array is shared, and does not change any more.
   * Peer:    what is learnt of one thread goes there while the array is shared. Two threads that speak with
   *          each other alone never copy an array, for neither's changes.
   * Joined:  the array of the moment that was learnt last. Whoever releases again with the same array adds
   *          nothing but its two entries. Arrays of moments never change, and what is known only grows, so
   *          the comparison of two references is enough.
   * Only its own thread changes it. Others read it (learnAll) where their thread takes over a slot or comes
   * through a final field: an array that changes meanwhile only grows, and an entry is one word. The peer moves
   * into the array before it goes, and they read it first, so they see it in one place at least.
   * Checked by: ThreadClockTest, which compares it with plain arrays.
   */
  private static final int[] NOTHING = {};

  private int[] known = NOTHING;
  private boolean isShared = true;
  private long own;
  private long peer;
  private int[] joined;
  private Moment told;

  /** Who starts with this moment; null: knows nothing. */
  ThreadClock(Moment start) {
    if (start != null) {
      learn(start);
    }
  }

  /** The latest time of a slot that it knows. */
  int at(int slot) {
    int[] k = known;
    int time = slot < k.length ? k[slot] : 0;
    if (slot == Moment.slot(peer)) {
      time = Math.max(time, Moment.time(peer));
    }
    return slot == Moment.slot(own) ? Math.max(time, Moment.time(own)) : time;
  }

  /** True if the access is in the past of this thread. */
  boolean knows(long word) {
    return Epoch.clock(word) <= at(Epoch.slot(word));
  }

  /**
   * What it knows now.
   *
   * @param withOwnTime false: the thread has done nothing in it
   */
  Moment moment(boolean withOwnTime) {
    long mine = withOwnTime || own == 0 ? own : own - 1;
    var before = told;
    if (before != null && before.known == known && before.own == mine && before.peer == peer) {
      return before;
    }
    isShared = true;
    told = new Moment(known, mine, peer);
    return told;
  }

  /** All but its own entry goes into the array: for moments that many will learn. */
  void spread() {
    if (peer != 0) {
      unshare(known.length);
    }
  }

  /** It knows what is known at the moment; null is nothing. */
  void learn(Moment m) {
    if (m == null) {
      return;
    }
    if (m.known != joined && m.known != known) {
      if (known.length == 0) {
        known = m.known;
        isShared = true;
      } else {
        learn(m.known);
      }
      joined = m.known;
    }
    learn(m.own);
    learn(m.peer);
  }

  void learn(int[] other) {
    int[] k = known;
    int common = Math.min(k.length, other.length);
    int missing = 0;
    for (int i = 0;
        i < common;
        i++) { // to the end in any case: so the JIT makes it vector instructions
      missing |= k[i] - other[i];
    }
    if (missing >= 0 && common == other.length) {
      return;
    }
    unshare(other.length);
    k = known;
    for (int i = 0; i < other.length; i++) {
      k[i] = Math.max(k[i], other[i]);
    }
  }

  /** All that another thread knows, but what it has done itself. */
  void learnAll(ThreadClock other) {
    long theirPeer = other.peer;
    Memory.UNSAFE.loadFence(); // pairs with unshare
    int[] theirs = other.known;
    if (theirs != known && theirs != joined) {
      learn(theirs);
    }
    learn(theirPeer);
  }

  /** All that a thread knew and has done, which has ended. */
  void learnEnd(ThreadClock ended) {
    learnAll(ended);
    learn(ended.own);
  }

  /** An entry. */
  void learn(long entry) {
    int slot = Moment.slot(entry);
    if (Moment.time(entry) <= at(slot)) {
      return;
    }
    if (isShared && (peer == 0 || Moment.slot(peer) == slot)) {
      peer = entry;
      return;
    }
    unshare(slot + 1);
    known[slot] = Moment.time(entry);
  }

  /** The thread has this slot from now on, and its time. */
  void moveTo(int slot, int time) {
    long before = own;
    own = Moment.entry(slot, time);
    learn(before);
  }

  /** Its time in its slot. */
  void setTime(int time) {
    own = own >>> 32 << 32 | time;
  }

  /** From now on the array is its own, this long at least, and holds the peer, too. */
  private void unshare(int length) {
    int slot = Moment.slot(peer);
    int needed = Math.max(Math.max(length, slot + 1), known.length);
    if (isShared || known.length < needed) {
      known = Arrays.copyOf(known, needed);
      isShared = false;
    }
    known[slot] = Math.max(known[slot], Moment.time(peer));
    Memory.UNSAFE.storeFence(); // pairs with learnAll
    peer = 0;
  }
}
