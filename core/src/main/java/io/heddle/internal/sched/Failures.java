// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/** How a goroutine's failure is told: whatever handlers do, and where there is no memory, too. */
final class Failures {
  private static final int ATTEMPTS = 50;

  private Failures() {}

  /** Loads this class: when it is needed there may be no memory for that. */
  static void prepare() {}

  /** On its own thread: tells its program, or else its thread's uncaught exception handler. */
  static void report(Goroutine g, Throwable failure) {
    try {
      if (!isTold(g, failure)) {
        var handler = g.thread().getUncaughtExceptionHandler();
        if (handler != null) {
          if (g.thread().getName().isEmpty()) {
            g.thread().setName(g.toString()); // so that the handler can say who
          }
          handler.uncaughtException(g.thread(), failure);
        }
      }
    } catch (Throwable broken) {
      tellBroken(g, broken, failure);
    }
  }

  /** A program must learn of it; where a class is missing for want of memory, some time later. */
  private static boolean isTold(Goroutine g, Throwable failure) {
    var owner = g.owner();
    if (owner == null) {
      return false;
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return owner.failed(g, failure);
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait(); // each attempt has collected the garbage
      }
    }
    return owner.failed(g, failure);
  }

  private static void tellBroken(Goroutine g, Throwable broken, Throwable failure) {
    try {
      System.err.println(
          "heddle: the uncaught exception handler of goroutine "
              + g.id()
              + " failed with "
              + broken
              + " while it was told of "
              + failure);
    } catch (Throwable e) {
      LastWords.tellNoMemory();
    }
  }
}
