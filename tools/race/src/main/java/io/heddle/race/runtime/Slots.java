// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** Gives threads their place in vector clocks. */
final class Slots {
  /*
   * There are 255 slots, however many threads there are: so a clock has at most 255 entries. A new
   * thread takes a slot that nobody had; or, once enough threads have ended since, that of the thread
   * that ended first; or, when all are in use, that of another living thread, in turn. Who takes over
   * a slot goes on with its clock, so it seems to know what the former owner did: a race between these
   * two stays unseen. It learns what that one knew, too: who knows a time of a slot must know all that
   * its owner of then knew, for some only ask for the time (ClassInit, Frozen). So more order is seen
   * than there is, never less. The former owner notices at its next release (ThreadState.tick) and takes
   * another.
   * A slot's clock is counted up by its owner without the lock. One that has lost it may do so late, and
   * set it back; so nobody goes on from it alone, but from the later one of it and what it knows itself:
   * else its own past would look like somebody else's.
   * Owners: the last ones of each slot, so that a report can name who did something.
   * Locking: `lock`.
   * Go: ThreadSanitizer v3 has 256 slots, too.
   * Checked by: WatchedThreadsTest.
   */
  private static final Slots LOCKED = new Slots();
  private static final long LOCK = Memory.offset(Slots.class, "lock");
  private static final int REST = 32;

  private static final Slot[] ALL = new Slot[Epoch.SLOTS];
  private static final int[] FREE = new int[Epoch.SLOTS];
  private static int freeFrom;
  private static int freeCount;
  private static int used;
  private static int nextVictim;

  @SuppressWarnings("unused") // by its offset
  private volatile int lock;

  private Slots() {}

  /** A place in clocks. */
  static final class Slot {
    private static final int OWNERS = 8;

    final int number;
    volatile ThreadState owner;
    int clock;

    private final ThreadState[] owners = new ThreadState[OWNERS];
    private final int[] since = new int[OWNERS];
    private int count;

    Slot(int number) {
      this.number = number;
    }

    private void take(ThreadState s) {
      var former = count == 0 ? null : owners[(count - 1) % OWNERS];
      if (former != null && former != s) {
        s.clock.learnAll(former.clock);
      }
      clock = next(s) + 1; // the former owner may be counting up right now
      owner = s;
      owners[count % OWNERS] = s;
      since[count % OWNERS] = clock;
      count++;
      s.slot = this;
      s.clock.moveTo(number, clock);
      s.epoch = Epoch.of(number, clock);
    }

    /** What comes after all that it, and this thread, knows of it. */
    int next(ThreadState s) {
      return Math.max(clock, s.clock.at(number)) + 1;
    }

    private ThreadState ownerAt(int then) {
      for (int i = count - 1; i >= Math.max(0, count - OWNERS); i--) {
        if (since[i % OWNERS] <= then) {
          return owners[i % OWNERS];
        }
      }
      return null;
    }
  }

  static void attach(ThreadState s) {
    Memory.lock(LOCKED, LOCK);
    try {
      next().take(s);
    } finally {
      Memory.unlock(LOCKED, LOCK);
    }
  }

  private static Slot next() {
    Slot slot;
    if (freeCount >= REST || freeCount > 0 && used == Epoch.SLOTS - 1) {
      slot = ALL[FREE[freeFrom]];
      freeFrom = (freeFrom + 1) % Epoch.SLOTS;
      freeCount--;
    } else if (used < Epoch.SLOTS - 1) {
      slot = new Slot(used + 1);
      ALL[++used] = slot;
    } else {
      nextVictim = nextVictim % used + 1;
      slot = ALL[nextVictim];
    }
    return slot;
  }

  /** The thread ends. */
  static void detach(ThreadState s) {
    Memory.lock(LOCKED, LOCK);
    var slot = s.slot;
    if (slot != null && slot.owner == s) {
      slot.owner = null;
      FREE[(freeFrom + freeCount++) % Epoch.SLOTS] = slot.number;
    }
    Memory.unlock(LOCKED, LOCK);
  }

  /** The slot's clock can't be counted up any more. */
  static void retire(ThreadState s) {
    Detector.stop("its clocks have run out");
  }

  /** The clocks of all slots. */
  static int[] now() {
    Memory.lock(LOCKED, LOCK);
    try {
      var clock = new int[used + 1];
      for (int i = 1; i <= used; i++) {
        clock[i] = ALL[i].clock;
      }
      return clock;
    } finally {
      Memory.unlock(LOCKED, LOCK);
    }
  }

  /** True if a thread that the program started has not ended yet, or a goroutine. */
  static boolean hasOthers(ThreadState mine) {
    Memory.lock(LOCKED, LOCK);
    boolean found = false;
    for (int i = 1; i <= used && !found; i++) {
      var owner = ALL[i].owner;
      found = owner != null && owner != mine && owner.isOfProgram();
    }
    Memory.unlock(LOCKED, LOCK);
    return found;
  }

  /** Who did what the word says; null if that is too long ago. */
  static ThreadState ownerOf(long word) {
    Memory.lock(LOCKED, LOCK);
    var slot = ALL[Epoch.slot(word)];
    var owner = slot == null ? null : slot.ownerAt(Epoch.clock(word));
    Memory.unlock(LOCKED, LOCK);
    return owner;
  }
}
