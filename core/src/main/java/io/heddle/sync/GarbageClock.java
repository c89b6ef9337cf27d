// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.sched.Bystanders;
import io.heddle.internal.sched.RuntimeThreads;
import java.lang.ref.Cleaner;

/** Tells when the garbage collector has run. */
final class GarbageClock {
  private static final Cleaner CLEANER =
      Cleaner.create(task -> {
        var thread = RuntimeThreads.unstarted(RuntimeThreads.CLEANER, task);
        Bystanders.add(thread);
        return thread;
      });

  private GarbageClock() {}

  /** Runs the action, on a thread of its own, after the next collection. It must be short. */
  static void afterNextCollection(Runnable action) {
    CLEANER.register(new Object(), action);
  }
}
