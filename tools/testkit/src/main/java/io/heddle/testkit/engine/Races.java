// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.sched.BubbleScheduler;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the race detector finds while schedules are explored, if it is in the JVM. */
final class Races {
  /*
   * The detector lives in the boot loader, as an agent: there is nothing to link with. It tells each
   * pair of places once; so before each run it is told to forget, or no schedule would fail twice.
   */
  private static final @Nullable Method FORGET = connect();

  private Races() {}

  private static @Nullable Method connect() {
    try {
      var reports = Class.forName("io.heddle.race.runtime.Reports", true, null);
      Consumer<String> listener = Races::found;
      reports.getMethod("listen", Consumer.class).invoke(null, listener);
      return reports.getMethod("forget");
    } catch (ReflectiveOperationException | LinkageError e) {
      return null; // it is not there
    }
  }

  private static void found(String report) {
    if (BubbleScheduler.here() instanceof DeterministicScheduler b) {
      b.ending.race(report);
    }
  }

  /** True if races are found. */
  static boolean areWatched() {
    return FORGET != null;
  }

  /** What was found before is found again. */
  static void forget() {
    if (FORGET != null) {
      try {
        FORGET.invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
