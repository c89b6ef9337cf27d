// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The programs that are running, for those who look after them. */
public final class Programs {
  private static final CopyOnWriteArrayList<Program> RUNNING = new CopyOnWriteArrayList<>();
  private static final AtomicInteger OUTSIDE = new AtomicInteger();
  private static final OsThreads SYSTEM = new OsThreads(Path.of("/proc"));

  private Programs() {}

  static void add(Program p) {
    RUNNING.removeIf(
        Program::isAbandoned); // to remove one takes memory, which there may not have been
    RUNNING.add(p);
    DeadlockFinder.watch();
  }

  static void remove(Program p) {
    RUNNING.remove(p);
    Registry.get().forget(p);
  }

  /** Ends the innermost programs of a bubble in which nobody can ever run again. */
  public static void deadlocked(
      BubbleScheduler bubble, String message, Function<Program, String> dump) {
    for (var p : RUNNING) {
      if (p.bubble() == bubble && !p.isOver() && RUNNING.stream().noneMatch(q -> q.parent() == p)) {
        p.end(new Program.End.Deadlocked(message, dump.apply(p)));
      }
    }
  }

  /** Ends the outermost program of a bubble as if main had returned. */
  public static void exited(BubbleScheduler bubble) {
    for (var p : RUNNING) {
      if (p.bubble() == bubble && bubble.isOutermost(p)) {
        p.end(new Program.End.Returned());
      }
    }
  }

  static List<Program> running() {
    return RUNNING;
  }

  /**
   * Something outside of the process (a signal, …) may wake goroutines from now on, until {@link
   * #outsideGone}: a program that waits for it is not deadlocked.
   */
  public static void outsideMayWake() {
    OUTSIDE.incrementAndGet();
  }

  public static void outsideGone() {
    OUTSIDE.decrementAndGet();
  }

  /**
   * Who else than a goroutine, and than the caller, may wake a goroutine: one, in words, or null.
   */
  public static @Nullable String waker() {
    var found = ForeignThreads.look();
    return found.waker() == null && found.isAnyInitializing() ? "one that runs" : found.waker();
  }

  /**
   * Whether all other threads of the process, but for the JVM's own, sleep, as the operating system
   * sees it.
   *
   * @return null if one of them runs or may run, or if the system does not tell; if two answers are
   *     equal, then none of them has run in between
   */
  public static @Nullable Object asleep() {
    return SYSTEM.areKnown() ? SYSTEM.asleep(false) : null;
  }

  /** A bubble counts as outside: it has a clock of its own, and looks after its programs itself. */
  static boolean isOutsideExpected() {
    return OUTSIDE.get() > 0 || RUNNING.stream().anyMatch(p -> p.bubble() != null);
  }
}
