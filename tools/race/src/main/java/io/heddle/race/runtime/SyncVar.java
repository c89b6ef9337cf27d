// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/**
 * What a lock, a volatile field, a message or a task has been told: the clocks of all that released
 * to it.
 */
final class SyncVar {
  /*
   * Locking: `lock`, a word taken by CAS (Memory). Given back also by who finds no memory under it.
   * Told:    a Moment, if the thread that released last knew all the rest; else a clock of its own that
   *          all are joined into.
   * Knower:  a thread that took or gave alone since somebody else gave: a lock that one thread takes again and
   *          again costs no comparison of clocks. Read without the lock: whoever released before, in the
   *          program's order, has taken it away before. By number, so that it keeps no thread's state.
   * Joined:  the array of the moment that was joined last: goroutines of one creator, which often release to
   *          one wait group, share it.
   * Role:    one object may be several of these (its monitor, its volatile fields): Side keeps a list.
   */
  private static final long LOCK = Memory.offset(SyncVar.class, "lock");

  /** When nothing is watched any more: is told nothing. */
  static final SyncVar NONE = new SyncVar(0, null);

  final int role;
  final SyncVar next;

  @SuppressWarnings("unused") // by its offset
  private volatile int lock;

  /** A Moment or an int[]; null: nothing. */
  private Object told;

  private int[] joined;

  /** The number of a thread that knows all that is here; 0: of none. */
  private long knower;

  SyncVar(int role, SyncVar next) {
    this.role = role;
    this.next = next;
  }

  /** What the thread has done so far is known to whoever acquires this from now on. */
  void release(ThreadState s) {
    if (this == NONE) {
      return;
    }
    var moment = s.release();
    Memory.lock(this, LOCK);
    try {
      if (told == null || knower == s.tid) {
        told = moment;
        joined = null;
        knower = s.tid;
      } else {
        join(moment);
      }
    } finally {
      Memory.unlock(this, LOCK);
    }
  }

  private void join(Moment m) {
    int[] clock;
    if (told instanceof Moment first) {
      clock = first.joinInto(new int[first.known.length], false);
      joined = first.known;
    } else {
      clock = (int[]) told;
    }
    told = m.joinInto(clock, m.known == joined);
    joined = m.known;
    knower = 0;
  }

  /** The thread knows what was released to this. */
  void acquire(ThreadState s) {
    if (told == null || knower == s.tid) {
      return;
    }
    Memory.lock(this, LOCK);
    try {
      if (told instanceof Moment m) {
        s.clock.learn(m);
      } else {
        s.clock.learn((int[]) told);
      }
      knower = s.tid;
    } finally {
      Memory.unlock(this, LOCK);
    }
  }

  /** What was released to this so far; null: nothing. */
  Moment now() {
    Memory.lock(this, LOCK);
    try {
      return told instanceof int[] clock ? new Moment(clock.clone(), 0, 0) : (Moment) told;
    } finally {
      Memory.unlock(this, LOCK);
    }
  }

  /** As a release of somebody who had done this. */
  void add(Moment other) {
    if (other == null || this == NONE) {
      return;
    }
    Memory.lock(this, LOCK);
    try {
      if (told == null) {
        told = other;
        knower = 0;
      } else {
        join(other);
      }
    } finally {
      Memory.unlock(this, LOCK);
    }
  }
}
