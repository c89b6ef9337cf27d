// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.LinkedHashMap;

/** Calls on objects of the JDK, by what these are to their callers. */
final class Contents {
  /*
   * before(write): a class that is not thread-safe is written; one that orders is released to.
   * after:         one that orders is acquired; so is the lock of one that takes a lock itself.
   * A wrapper's call runs under its lock, which is not taken yet when the hook runs: the access is noted
   * as if it were, and nobody else's comes between (SyncVar.enter).
   * Checked by: ContentsTest, JucOrderTest, ExecutorOrderTest.
   */
  private static final int MAX_STEPS = 8;
  private static final long ACCESS_ORDER = Memory.offset(LinkedHashMap.class, "accessOrder");

  private Contents() {}

  static void before(ThreadState s, Object o, int place, boolean isWrite) {
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
          var lock = SideTable.of(Memory.UNSAFE.getReference(o, kind.lock)).sync(Role.MONITOR);
          var inner = Memory.UNSAFE.getReference(o, kind.next);
          lock.enter(s);
          before(s, inner, place, isWrite);
          lock.leave(s);
          return;
        }
        case VIEW -> o = Memory.UNSAFE.getReference(o, kind.next);
      }
    }
  }

  /** It is a map that keeps the order in which it is used. */
  static boolean notesUses(Object o) {
    return o instanceof LinkedHashMap && Memory.UNSAFE.getBoolean(o, ACCESS_ORDER);
  }

  static void after(ThreadState s, Object o) {
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
    var side = s.contents;
    if (side == null || !side.refersTo(o)) {
      side = SideTable.of(o).sized(1);
      s.contents = side;
    }
    if (isWrite) {
      side.write(s, 0, place, o);
    } else {
      side.read(s, 0, place, o);
    }
  }
}
