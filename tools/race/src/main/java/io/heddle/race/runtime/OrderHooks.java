// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.nio.channels.ClosedByInterruptException;

/**
 * What rewritten code calls where it orders, and where threads start and end. See {@link Hooks}.
 */
public final class OrderHooks {
  private OrderHooks() {}

  // ---- order ----

  public static void monitorEntered(Object o, Object state) {
    if (o != null) {
      SideTable.of(o).sync(Role.MONITOR).acquire((ThreadState) state);
    }
  }

  public static void monitorExits(Object o, Object state) {
    if (o != null) {
      SideTable.of(o).sync(Role.MONITOR).release((ThreadState) state);
    }
  }

  /** A volatile field was read: of an object, or of a class if it is static. */
  public static void readVolatile(Object o, Object state, int field) {
    var side = o == null ? null : SideTable.ifAny(o);
    if (side != null) {
      acquireIfAny(side, field, (ThreadState) state);
      acquireIfAny(side, Role.ANY, (ThreadState) state);
    }
  }

  public static void writesVolatile(Object o, Object state, int field) {
    if (o != null) {
      SideTable.of(o).sync(field).release((ThreadState) state);
    }
  }

  private static void acquireIfAny(Side side, int role, ThreadState s) {
    var v = side.syncIfAny(role);
    if (v != null) {
      v.acquire(s);
    }
  }

  /** Through a VarHandle or updater: which of the object's fields, is not known. */
  public static void acquireAny(Object o) {
    var side = o == null ? null : SideTable.ifAny(o);
    if (side != null) {
      var s = ThreadState.current();
      for (var v = side.all(); v != null; v = v.next) {
        if (v.role == Role.ANY || v.role >= Role.FIRST_VOLATILE) {
          v.acquire(s);
        }
      }
    }
  }

  public static void releaseAny(Object o) {
    if (o != null) {
      SideTable.of(o).sync(Role.ANY).release(ThreadState.current());
    }
  }

  /** What precedes a release happens-before what follows an acquire of the same object. */
  public static void acquire(Object object) {
    var o = LockParts.whole(object);
    var side = o == null ? null : SideTable.ifAny(o);
    if (side != null) {
      acquireIfAny(side, Role.ORDER, ThreadState.current());
    }
  }

  public static void release(Object object) {
    var o = LockParts.whole(object);
    if (o != null) {
      SideTable.of(o).sync(Role.ORDER).release(ThreadState.current());
    }
  }

  public static void acquireIf(boolean happened, Object o) {
    if (happened) {
      acquire(o);
    }
  }

  // ---- threads ----

  public static void threadStarts(Object thread) {
    ThreadState.starts((Thread) thread);
  }

  public static void threadEnds(Object thread) {
    var s = ThreadState.current();
    if (s.thread() == thread && !s.hasEnded) {
      ThreadState.ends(s);
    }
  }

  /** It is known to have ended. */
  public static void joined(Object thread) {
    var side = thread == null ? null : SideTable.ifAny(thread);
    var ended = side == null ? null : side.thread;
    if (ended != null && ended.hasEnded) {
      ThreadState.current().clock.learnEnd(ended.clock);
    }
  }

  public static void isAlive(boolean alive, Object thread) {
    if (!alive) {
      joined(thread);
    }
  }

  public static void interrupts(Object thread) {
    if (thread != null) {
      SideTable.of(thread).sync(Role.INTERRUPT).release(ThreadState.current());
    }
  }

  public static void interruptSeen(Object thread) {
    var side = thread == null ? null : SideTable.ifAny(thread);
    if (side != null) {
      acquireIfAny(side, Role.INTERRUPT, ThreadState.current());
    }
  }

  public static void interruptSeenIf(boolean seen, Object thread) {
    if (seen) {
      interruptSeen(thread);
    }
  }

  public static void interruptCaught(Object state) {
    interruptSeen(((ThreadState) state).thread());
  }

  public static void interruptCaughtIf(Object thrown, Object state) {
    if (thrown instanceof InterruptedException || thrown instanceof ClosedByInterruptException) {
      interruptCaught(state);
    }
  }

  /** Told by Heddle: the current thread is a goroutine. */
  public static void goroutine(long number) {
    ThreadState.current().goroutine = number;
  }
}
