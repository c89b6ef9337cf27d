// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/**
 * What a lock, a volatile field, a message or a task has been told: the clocks of all that released
 * to it.
 */
final class SyncVar {
  /*
   * Locking: `lock`, a word taken by CAS (Memory).
   * Role:    one object may be several of these (its monitor, its volatile fields): Side keeps a list.
   */
  private static final long LOCK = Memory.offset(SyncVar.class, "lock");
  private static final int[] NOTHING = {};

  final int role;
  final SyncVar next;

  @SuppressWarnings("unused") // by its offset
  private volatile int lock;

  private int[] clock = NOTHING;

  SyncVar(int role, SyncVar next) {
    this.role = role;
    this.next = next;
  }

  /** What the thread has done so far is known to whoever acquires this from now on. */
  void release(ThreadState s) {
    Memory.lock(this, LOCK);
    int[] joined = Epoch.join(clock, s.clock);
    clock = joined;
    Memory.unlock(this, LOCK);
    s.tick();
  }

  /** The thread knows what was released to this. */
  void acquire(ThreadState s) {
    if (clock.length == 0) {
      return;
    }
    Memory.lock(this, LOCK);
    s.clock = Epoch.join(s.clock, clock);
    Memory.unlock(this, LOCK);
  }

  /**
   * Acquires, and keeps all others away until {@link #leave}: what is accessed in between is under
   * this lock, although the program has not taken it yet. Races are reported afterwards.
   */
  void enter(ThreadState s) {
    Memory.lock(this, LOCK);
    s.sections++;
    s.clock = Epoch.join(s.clock, clock);
  }

  /** Releases, in the same step. */
  void leave(ThreadState s) {
    clock = Epoch.join(clock, s.clock);
    Memory.unlock(this, LOCK);
    s.tick();
    if (--s.sections == 0 && s.deferred != null) {
      var report = s.deferred;
      s.deferred = null;
      report.run();
    }
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
    Memory.unlock(this, LOCK);
  }
}
