// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** The {@link Side} of a goroutine's thread, which the goroutine itself keeps. */
final class GoroutineHome {
  /*
   * A goroutine is the scheduler of its virtual thread, and the agent has given it a field. So what is known
   * of it is found without the table of all objects, and is garbage together with it: programs that start
   * goroutines by the million would fill that table with dead ones, each of which the collector copies until they are swept.
   * Virtual threads that a goroutine makes have the same scheduler: the number tells them apart, and the table has
   * them. Likewise all, should a JDK not have the field.
   * Checked by: WatchedThreadsTest.
   */
  private static final long SCHEDULER = scheduler();
  private static final ByClass<Long> FIELD = SideTable.fieldOf(Layouts.THREAD);

  private GoroutineHome() {}

  private static long scheduler() {
    try {
      // Not initialised here: that would start the JDK's scheduler before its classes are
      // instrumented.
      return Memory.offset(Class.forName("java.lang.VirtualThread", false, null), "scheduler");
    } catch (ClassNotFoundException | InternalError e) {
      return 0;
    }
  }

  /**
   * Null if it is no goroutine's thread, or has none.
   *
   * @param hash the thread's
   * @param makes one that has none is given one
   */
  static Side of(Thread t, int hash, boolean makes) {
    if (SCHEDULER == 0 || !t.isVirtual()) {
      return null;
    }
    var goroutine = Memory.UNSAFE.getReference(t, SCHEDULER);
    long field = goroutine == null ? 0 : FIELD.get(goroutine.getClass());
    if (field == 0) {
      return null;
    }
    var side =
        makes
            ? SideTable.inField(goroutine, field, t, hash)
            : (Side) Memory.UNSAFE.getReferenceAcquire(goroutine, field);
    return side != null && side.hash == hash ? side : null;
  }
}
