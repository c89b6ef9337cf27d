// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import jdk.internal.misc.Unsafe;

/** The JDK's own Unsafe: fields by offset, and locks that never let a virtual thread park. */
final class Memory {
  /*
   * The agent exports jdk.internal.misc to the detector at run time, so no option is needed. The locks
   * are words in objects, taken by CAS: hooks run in places where a thread must not park in the usual
   * way (under a lock of the library, in the scheduler of virtual threads). They are held for some
   * dozens of instructions; who finds one taken for long lets its carrier sleep a little.
   */
  static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final int SPINS = 200;
  private static final long NAP_NANOS = 20_000;

  private Memory() {}

  static long offset(Class<?> type, String field) {
    return UNSAFE.objectFieldOffset(type, field);
  }

  static void lock(Object holder, long offset) {
    int spins = 0;
    while (!UNSAFE.compareAndSetInt(holder, offset, 0, 1)) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        UNSAFE.park(false, NAP_NANOS);
      }
    }
  }

  static void unlock(Object holder, long offset) {
    UNSAFE.putIntRelease(holder, offset, 0);
  }
}
