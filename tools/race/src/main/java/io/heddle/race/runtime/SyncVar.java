// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/**
 * What a lock, a volatile field, a message or a task has been told: the clocks of all that released
 * to it.
 */
final class SyncVar {
  /*
   * Locking: `lock`, a word taken by CAS (Memory).
   * Knower:  a thread that took or gave alone since somebody else gave: a lock that one thread takes again and
   *          again costs no comparison of clocks. Read without the lock: whoever released before, in the
   *          program's order, has taken it away before. By number, so that it keeps no thread's state.
   * Role:    one object may be several of these (its monitor, its volatile fields): Side keeps a list.
   */
  private static final long LOCK = Memory.offset(SyncVar.class, "lock");
  private static final int[] NOTHING = {};

  final int role;
  final SyncVar next;

  @SuppressWarnings("unused") // by its offset
  private volatile int lock;

  private int[] clock = NOTHING;

  /** The number of a thread that knows all that is here; 0: of none. */
  private long knower;

  SyncVar(int role, SyncVar next) {
    this.role = role;
    this.next = next;
  }

  /** What the thread has done so far is known to whoever acquires this from now on. */
  void release(ThreadState s) {
    Memory.lock(this, LOCK);
    int[] theirs = s.clock;
    if (clock.length == 0) {
      clock = theirs.clone();
      knower = s.tid;
    } else if (knower != s.tid) {
      clock = Epoch.join(clock, theirs);
      knower = 0;
    } else if (clock.length == theirs.length) {
      System.arraycopy(theirs, 0, clock, 0, theirs.length);
    } else {
      clock = theirs.clone();
    }
    Memory.unlock(this, LOCK);
    s.tick();
  }

  /** The thread knows what was released to this. */
  void acquire(ThreadState s) {
    if (clock.length == 0 || knower == s.tid) {
      return;
    }
    Memory.lock(this, LOCK);
    s.clock = Epoch.join(s.clock, clock);
    knower = s.tid;
    Memory.unlock(this, LOCK);
  }

  /** What was released to this so far. */
  int[] now() {
    Memory.lock(this, LOCK);
    int[] copy = clock.clone();
    Memory.unlock(this, LOCK);
    return copy;
  }

  /** As a release of somebody who had done this. */
  void add(int[] other) {
    Memory.lock(this, LOCK);
    clock = Epoch.join(clock, other);
    knower = 0;
    Memory.unlock(this, LOCK);
  }
}
