// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/**
 * Notices that the JDK's flight recorder is there, which may be at any time; from then on {@link
 * JfrTracer} tells it.
 */
public final class Jfr {
  /*
   * Nobody calls us when somebody starts a recording (jcmd JFR.start), and to register beforehand would
   * load the recorder into every process. So the watchdog asks at its ticks, a read of a static field,
   * and where there is none whoever starts a goroutine.
   * A JVM without the module jdk.jfr says so once.
   */
  private static boolean isSettled;
  private static volatile boolean isThere;

  private Jfr() {}

  /** To be called now and then. */
  public static void look() {
    if (!isSettled) {
      lookOnce();
    }
  }

  private static void lookOnce() {
    try {
      if (FlightRecorder.isInitialized()) {
        isSettled = true;
        JfrTracer.begin();
        isThere = true;
      }
    } catch (NoClassDefFoundError e) {
      isSettled = true; // no such module
    }
  }

  /**
   * Cycles have been found that were not known before.
   *
   * @param threads how many are in the first one, the second one, ...
   * @param reports of all of them
   */
  public static void deadlocks(int n, IntUnaryOperator threads, Supplier<List<String>> reports) {
    look();
    if (isThere && n > 0) {
      var told = reports.get();
      for (int i = 0; i < n; i++) {
        JfrEvents.deadlock(threads.applyAsInt(i), told.get(i));
      }
    }
  }

  /** A leak has been found. */
  public static void leak(long goroutine, String name, String reason) {
    look();
    if (isThere) {
      JfrEvents.leak(goroutine, name, reason);
    }
  }
}
