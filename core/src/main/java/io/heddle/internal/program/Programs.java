// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The programs that are running, for those who look after them. */
public final class Programs {
  private static final CopyOnWriteArrayList<Program> RUNNING = new CopyOnWriteArrayList<>();
  private static final AtomicInteger OUTSIDE = new AtomicInteger();

  private Programs() {}

  static void add(Program p) {
    if (RUNNING.isEmpty()) {
      ForeignThreads.rememberThoseBefore();
    }
    RUNNING.add(p);
    DeadlockFinder.watch();
  }

  static void remove(Program p) {
    RUNNING.remove(p);
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

  static boolean isOutsideExpected() {
    return OUTSIDE.get() > 0;
  }
}
