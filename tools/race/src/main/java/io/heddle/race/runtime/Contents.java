// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** Calls on objects of the JDK, by what these are to their callers. */
final class Contents {
  /*
   * before(write): a class that is not thread-safe is written; one that orders is released to.
   * after:         one that orders is acquired; so is the lock of one that takes a lock itself.
   * The lock is acquired before the access as well: the call itself runs under it.
   * Checked by: ContentsTest, JucOrderTest, ExecutorOrderTest.
   */
  private static final int MAX_STEPS = 8;

  private Contents() {}

  static void before(ThreadState s, Object o, Place place, boolean isWrite) {
    for (int step = 0; o != null && step < MAX_STEPS; step++) {
      var kind = Kind.of(o);
      switch (kind.use) {
        case NOTHING -> {
          return;
        }
        case CONTENTS -> {
          if (place != Place.UNKNOWN) { // that of a class that is only looked at for what it orders
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
          lock.acquire(s);
          before(s, Memory.UNSAFE.getReference(o, kind.next), place, isWrite);
          lock.release(s);
          return;
        }
        case VIEW -> o = Memory.UNSAFE.getReference(o, kind.next);
      }
    }
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

  private static void access(ThreadState s, Object o, Place place, boolean isWrite) {
    var shadow = shadowOf(o, 1);
    if (isWrite) {
      shadow.write(s, 0, place, o);
    } else {
      shadow.read(s, 0, place, o);
    }
  }

  /** Of an array, or of contents. */
  static Shadow shadowOf(Object o, int size) {
    var side = SideTable.of(o);
    var shadow = side.shadow;
    if (shadow == null) {
      shadow = new Shadow(size);
      side.shadow = shadow; // of two that are made at once one is lost, with an access at most
    }
    return shadow;
  }
}
