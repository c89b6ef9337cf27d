// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import java.lang.ref.Cleaner;

/** Tells when the garbage collector has run. */
final class GarbageClock {
  private static final Cleaner CLEANER =
      Cleaner.create(task -> {
        var thread = new Thread(null, task, "heddle-cleaner", 0, false);
        thread.setDaemon(true);
        return thread;
      });

  private GarbageClock() {}

  /** Runs the action, on a thread of its own, after the next collection. It must be short. */
  static void afterNextCollection(Runnable action) {
    CLEANER.register(new Object(), action);
  }
}
