// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ForkJoinWorkerThread;

/** What rewritten methods of the JDK call: where it hands work from thread to thread. */
public final class JdkHooks {
  private static final String COMPLETION = "java.util.concurrent.CompletableFuture$Completion";
  private static final ClassValue<long[]> SOURCES =
      new ClassValue<>() {
        @Override
        protected long[] computeValue(Class<?> type) {
          return sources(type);
        }
      };

  private static volatile boolean exitWasAsked;
  private static volatile boolean keepsStatus;

  private JdkHooks() {}

  // ---- fork/join ----

  /** A completer and those it is a part of: they go on when all their parts are done. */
  public static void completes(Object completer) {
    for (var c = (CountedCompleter<?>) completer; c != null; c = c.getCompleter()) {
      OrderHooks.release(c);
    }
  }

  /** A task was run: whoever waits for its pool knows. */
  public static void taskWasRun(Object task) {
    if (Thread.currentThread() instanceof ForkJoinWorkerThread worker) {
      OrderHooks.release(worker.getPool());
    }
  }

  public static void acquireAll(Object tasks) {
    if (tasks instanceof Collection<?> all) {
      all.forEach(OrderHooks::acquire);
    } else if (tasks instanceof Object[] all) {
      for (var t : all) {
        OrderHooks.acquire(t);
      }
    } else {
      OrderHooks.acquire(tasks);
    }
  }

  // ---- collections that order, while they call the program back ----

  /** For those that the program uses; the JDK's own have never been released to. */
  public static void releaseIfUsed(Object o) {
    var side = SideTable.ifAny(o);
    var v = side == null ? null : side.syncIfAny(Role.ORDER);
    if (v != null) {
      v.release(ThreadState.current());
    }
  }

  /** This object of the JDK, under its lock, calls one of the program. */
  public static void acquireForProgram(Object layer, Object called) {
    if (called != null && called.getClass().getClassLoader() != null) {
      OrderHooks.acquire(layer);
    }
  }

  public static void releaseForProgram(Object layer, Object called) {
    if (called != null && called.getClass().getClassLoader() != null) {
      OrderHooks.release(layer);
    }
  }

  /** For an object whose class is the program's. */
  public static void releaseOfProgram(Object o) {
    if (o != null && o.getClass().getClassLoader() != null) {
      OrderHooks.release(o);
    }
  }

  /**
   * A view or spliterator gives an element to the program, perhaps one that was put there after it
   * was made. A spliterator does not know to whom it belongs: then all is known.
   */
  public static void traverses(Object o) {
    if (Kind.of(o).use == Kind.Use.VIEW) {
      Contents.after(ThreadState.current(), o);
    } else {
      knowAll();
    }
  }

  // ---- completable futures ----

  /** A future or a stage that waits for one, or two: what these were completed with is known. */
  public static void futureIsUsed(Object o) {
    if (o instanceof CompletableFuture<?> f) {
      OrderHooks.acquire(f);
    } else if (o != null) {
      OrderHooks.acquire(o);
      for (long offset : SOURCES.get(o.getClass())) {
        OrderHooks.acquire(Memory.UNSAFE.getReference(o, offset));
      }
    }
  }

  private static long[] sources(Class<?> type) {
    var offsets = new java.util.ArrayList<Long>();
    boolean isStage = false;
    for (var c = type; c != null; c = c.getSuperclass()) {
      isStage |= c.getName().equals(COMPLETION);
      for (var name : new String[] {"src", "snd", "dep"}) {
        try {
          offsets.add(Memory.UNSAFE.objectFieldOffset(c.getDeclaredField(name)));
        } catch (NoSuchFieldException e) {
          // it has none
        }
      }
    }
    return isStage ? offsets.stream().mapToLong(Long::longValue).toArray() : new long[0];
  }

  // ---- ends ----

  /** What all threads have done up to now is known: to who cleans up. */
  public static void knowAll() {
    ThreadState.current().clock.learn(Slots.now());
  }

  public static void knowAllIf(Object given) {
    if (given != null) {
      knowAll();
    }
  }

  /** For an object of the program that was put somewhere under a lock that is not known here. */
  public static void knowAllOfProgram(Object o) {
    if (o != null && o.getClass().getClassLoader() != null) {
      knowAll();
    }
  }

  public static void exitIsAsked() {
    exitWasAsked = true;
  }

  /** The program has failed, and its status says so. */
  public static void keepStatus() {
    keepsStatus = true;
  }

  /** The JVM is about to end with this status; the hooks have run. */
  public static int ends(int status) {
    if (!keepsStatus && (exitWasAsked || status == 0)) {
      return Ending.status(status);
    }
    Ending.tell();
    return status;
  }

  /** The JVM ends because main has. */
  public static void ended() {
    int status = Ending.status(0);
    if (status != 0) {
      Runtime.getRuntime().halt(status);
    }
  }

  // ---- monitors ----

  /** In a method of a collection that holds its monitor, before what was given to it. */
  public static void holdsMonitor(Object o) {
    Contents.holdsMonitor(ThreadState.current(), o);
  }

  /** The same, behind it. */
  public static void underMonitor(Object o) {
    Contents.underMonitor(ThreadState.current(), o);
  }

  // ---- reflection ----

  /** The fields without those that the detector has added. */
  public static Object visible(Object fields) {
    var all = (Field[]) fields;
    int kept = 0;
    for (var f : all) {
      if (!Layouts.isAdded(f.getName())) {
        kept++;
      }
    }
    if (kept == all.length) {
      return all;
    }
    var visible = new Field[kept];
    int i = 0;
    for (var f : all) {
      if (!Layouts.isAdded(f.getName())) {
        visible[i++] = f;
      }
    }
    return visible;
  }
}
