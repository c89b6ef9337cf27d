// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.sync.Mutex;
import io.heddle.testkit.engine.DeterministicScheduler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What rewritten code calls, through {@link Bridge}: in a bubble its meaning there, outside of
 * bubbles what the code called before. The names and types are those of {@link ProgramRules}.
 */
public final class Hooks {
  private static final String OURS = Mutex.class.getPackageName();

  private Hooks() {}

  private static @Nullable DeterministicScheduler here() {
    return BubbleScheduler.here() instanceof DeterministicScheduler d ? d : null;
  }

  // ---- steps: others may go first ----

  public static void calls(Object on) {
    unlessOurs(Op.CALL, on);
  }

  /** A map, a queue, …: only those that are made for many threads. */
  public static void callsIfShared(@Nullable Object on) {
    if (!BubbleScheduler.isOn() || on == null) {
      return;
    }
    var kind = SharedTypes.kindOf(on.getClass());
    if (kind != SharedTypes.Kind.NOT) {
      BubbleScheduler.before(Op.CALL, on);
    }
    var b = kind == SharedTypes.Kind.LOCKS_ITSELF ? here() : null;
    if (b != null) {
      b.monitors().pass(on);
    }
  }

  public static void reads(Object on) {
    BubbleScheduler.before(Op.READ, on);
  }

  public static void writes(Object on) {
    BubbleScheduler.before(Op.WRITE, on);
  }

  public static void updates(Object on) {
    BubbleScheduler.before(Op.UPDATE, on);
  }

  public static void locks(Object on) {
    unlessOurs(Op.LOCK, on);
  }

  public static void triesToLock(Object on) {
    unlessOurs(Op.TRY_LOCK, on);
  }

  public static void unlocks(Object on) {
    unlessOurs(Op.UNLOCK, on);
  }

  /** Heddle's locks and conditions take their steps themselves. */
  private static void unlessOurs(Op op, @Nullable Object on) {
    if (on == null || !on.getClass().getPackageName().equals(OURS)) {
      BubbleScheduler.before(op, on);
    }
  }

  public static void readsField(@Nullable Object of, String name) {
    if (of != null) {
      BubbleScheduler.before(Op.READ, of, name);
    }
  }

  public static void writesField(@Nullable Object of, String name) {
    if (of != null) {
      BubbleScheduler.before(Op.WRITE, of, name);
    }
  }

  // ---- monitors ----

  /** What is to be locked instead: outside of bubbles the same. */
  public static @Nullable Object monitorEnter(@Nullable Object o) {
    var b = here();
    return b == null || o == null ? o : b.monitors().enter(o);
  }

  /** What is to be unlocked instead. */
  public static @Nullable Object monitorExit(@Nullable Object o) {
    var b = here();
    return b == null || o == null ? o : b.monitors().exit(o);
  }

  public static void wait(Object o) throws InterruptedException {
    wait(o, 0);
  }

  public static void wait(Object o, long millis, int nanos) throws InterruptedException {
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    wait(o, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
  }

  @SuppressWarnings("WaitNotInLoop") // the loop, if there is one, is the caller's
  public static void wait(Object o, long millis) throws InterruptedException {
    var b = here();
    if (b != null && b.monitors().isHeld(o)) {
      b.monitors().await(o, millis);
    } else {
      o.wait(millis);
    }
  }

  /** {@code TimeUnit.timedWait}, which would wait on the monitor of the JVM. */
  public static void timedWait(TimeUnit unit, Object o, long n) throws InterruptedException {
    if (n > 0) {
      long millis = unit.toMillis(n);
      wait(o, millis, unit.toNanos(n) > TimeUnit.MILLISECONDS.toNanos(millis) ? 1 : 0);
    }
  }

  public static void notify(Object o) {
    var b = here();
    if (b != null && b.monitors().isHeld(o)) {
      b.monitors().notify(o, false);
    } else {
      o.notify();
    }
  }

  public static void notifyAll(Object o) {
    var b = here();
    if (b != null && b.monitors().isHeld(o)) {
      b.monitors().notify(o, true);
    } else {
      o.notifyAll();
    }
  }

  // ---- the end ----

  public static void exit(int status) {
    var b = here();
    if (b != null) {
      b.exit(status);
    } else {
      System.exit(status);
    }
  }

  public static void exit(Runtime runtime, int status) {
    exit(status);
  }

  public static void halt(Runtime runtime, int status) {
    var b = here();
    if (b != null) {
      b.exit(status);
    } else {
      runtime.halt(status);
    }
  }

  /** A schedule ends without the process: its hooks are not run. */
  public static void addShutdownHook(Runtime runtime, Thread hook) {
    if (here() == null) {
      runtime.addShutdownHook(hook);
    }
  }

  public static boolean removeShutdownHook(Runtime runtime, Thread hook) {
    return here() == null && runtime.removeShutdownHook(hook);
  }
}
