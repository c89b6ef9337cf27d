// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.LinkedHashMap;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/** Calls on objects of the JDK, by what these are to their callers. */
final class Contents {
  /*
   * before(write): a class that is not thread-safe is written; one that orders is released to.
   * after:         one that orders is acquired; so is the lock of one that takes a lock itself.
   * A wrapper's call runs under its lock, which is not taken yet when the hook runs. So the hook takes it,
   * too: else the access would be noted while somebody is in a block that is synchronized by the same
   * wrapper. Who may not print then: races are reported afterwards. Calls that take no lock (iterator), and
   * wrappers that are only given to a call, are not noted: the hook must not wait where the program does not.
   * What a function that was given to the call did is released while the lock is held, by underMonitor in the
   * JDK's own methods: when the call has returned, others may have gone on.
   * Checked by: ContentsTest, JucOrderTest, ExecutorOrderTest.
   */
  private static final int MAX_STEPS = 8;
  private static final long ACCESS_ORDER = Memory.offset(LinkedHashMap.class, "accessOrder");

  private Contents() {}

  @ForceInline
  static void before(ThreadState s, Object o, int place, boolean isWrite, boolean locks) {
    var used = s.contents;
    if (used == null || !used.refersTo(o)) {
      beforeFirst(s, o, place, isWrite, locks);
    } else if (place != 0) {
      access(s, used, o, place, isWrite);
    }
  }

  /** Not the one that was used last. */
  @DontInline
  private static void beforeFirst(
      ThreadState s, Object o, int place, boolean isWrite, boolean locks) {
    for (int step = 0; o != null && step < MAX_STEPS; step++) {
      var kind = Kind.of(o);
      switch (kind.use) {
        case NOTHING -> {
          return;
        }
        case CONTENTS -> {
          if (place != 0) { // that of a class that is only looked at for what it orders
            access(s, o, place, isWrite);
          }
          return;
        }
        case ORDERS -> {
          acquire(s, o, Role.ORDER);
          if (isWrite) {
            SideTable.of(o).sync(Role.ORDER).release(s);
          }
          return;
        }
        case MONITOR -> {
          acquire(s, o, Role.MONITOR);
          SideTable.of(o).sync(Role.MONITOR).release(s);
          return;
        }
        case SYNCHRONIZED -> {
          if (locks && place != 0) {
            synchronizedAccess(s, o, kind, place, isWrite);
          }
          return;
        }
        case VIEW -> o = Memory.UNSAFE.getReference(o, kind.next);
      }
    }
  }

  private static void synchronizedAccess(
      ThreadState s, Object o, Kind kind, int place, boolean isWrite) {
    var mutex = Memory.UNSAFE.getReference(o, kind.lock);
    s.sections++;
    try {
      synchronized (mutex) {
        var v = SideTable.of(mutex).sync(Role.MONITOR);
        v.acquire(s);
        before(s, Memory.UNSAFE.getReference(o, kind.next), place, isWrite, true);
        v.release(s);
      }
    } finally {
      s.leaveSection();
    }
  }

  /** The monitor is held; between the hook before the call and this, others may have had it. */
  static void holdsMonitor(ThreadState s, Object o) {
    var kind = Kind.of(o);
    switch (kind.use) {
      case MONITOR -> acquire(s, o, Role.MONITOR);
      case SYNCHRONIZED -> acquire(s, Memory.UNSAFE.getReference(o, kind.lock), Role.MONITOR);
      default -> {}
    }
  }

  /** The monitor is held, and a function of the program may have run under it. */
  static void underMonitor(ThreadState s, Object o) {
    var kind = Kind.of(o);
    switch (kind.use) {
      case MONITOR -> releaseIfUsed(s, o);
      case SYNCHRONIZED ->
          SideTable.of(Memory.UNSAFE.getReference(o, kind.lock)).sync(Role.MONITOR).release(s);
      default -> {}
    }
  }

  private static void releaseIfUsed(ThreadState s, Object lock) {
    var side = SideTable.ifAny(lock);
    var v = side == null ? null : side.syncIfAny(Role.MONITOR);
    if (v != null) {
      v.release(s);
    }
  }

  /** It is a map that keeps the order in which it is used. */
  static boolean notesUses(Object o) {
    return o instanceof LinkedHashMap && Memory.UNSAFE.getBoolean(o, ACCESS_ORDER);
  }

  @ForceInline
  static void after(ThreadState s, Object o) {
    var used = s.contents;
    if (used == null || !used.refersTo(o)) {
      afterFirst(s, o);
    }
  }

  @DontInline
  private static void afterFirst(ThreadState s, Object o) {
    for (int step = 0; o != null && step < MAX_STEPS; step++) {
      var kind = Kind.of(o);
      switch (kind.use) {
        case NOTHING, CONTENTS -> {
          return;
        }
        case ORDERS -> {
          acquire(s, o, Role.ORDER);
          return;
        }
        case MONITOR -> {
          wasUnderMonitor(s, o);
          return;
        }
        case SYNCHRONIZED -> {
          wasUnderMonitor(s, Memory.UNSAFE.getReference(o, kind.lock));
          return;
        }
        case VIEW -> o = Memory.UNSAFE.getReference(o, kind.next);
      }
    }
  }

  /** A function that was given to the call ran under the lock, too. */
  private static void wasUnderMonitor(ThreadState s, Object lock) {
    var v = SideTable.of(lock).sync(Role.MONITOR);
    v.acquire(s);
    v.release(s);
  }

  private static void acquire(ThreadState s, Object o, int role) {
    var side = SideTable.ifAny(o);
    var v = side == null ? null : side.syncIfAny(role);
    if (v != null) {
      v.acquire(s);
    }
  }

  private static void access(ThreadState s, Object o, int place, boolean isWrite) {
    var side = SideTable.of(o).sized(1);
    s.contents = side;
    access(s, side, o, place, isWrite);
  }

  @ForceInline
  private static void access(ThreadState s, Side side, Object o, int place, boolean isWrite) {
    if (isWrite) {
      side.write(s, 0, place, o);
    } else {
      side.read(s, 0, place, o);
    }
  }
}
