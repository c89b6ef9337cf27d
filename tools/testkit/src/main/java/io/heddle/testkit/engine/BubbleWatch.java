// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The thread that looks after those that run bubbles, now and then. */
final class BubbleWatch implements Runnable {
  /*
   * One for all, so that a short test in a bubble does not pay for a thread. It ends soon
   * after the last of them, for it would keep the search for deadlocks outside of bubbles silent. Who
   * begins to run bubbles then starts another: under the lock one of both sees the other.
   */
  private static final long LOOK_MILLIS = 250;
  private static final Set<CarrierThread> WATCHED = new LinkedHashSet<>();
  private static boolean isRunning;

  private BubbleWatch() {}

  static void add(CarrierThread c) {
    synchronized (WATCHED) {
      WATCHED.add(c);
      if (!isRunning) {
        isRunning = true;
        var thread = new Thread(group(), new BubbleWatch(), "heddle-bubble-watch", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
      }
    }
  }

  /** The group of all groups: the thread outlives whoever was the first to need it. */
  private static ThreadGroup group() {
    var group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  static void remove(CarrierThread c) {
    synchronized (WATCHED) {
      WATCHED.remove(c);
    }
  }

  @Override
  public void run() {
    while (true) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        continue; // not meant for this thread
      }
      List<CarrierThread> all;
      synchronized (WATCHED) {
        all = List.copyOf(WATCHED);
        if (all.isEmpty()) {
          isRunning = false;
          return;
        }
      }
      all.forEach(CarrierThread::look);
    }
  }
}
