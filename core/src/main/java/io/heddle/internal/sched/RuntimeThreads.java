// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import org.jspecify.annotations.Nullable;

/**
 * The platform threads of the runtime itself. They outlive whoever happened to need them first, and
 * so have nothing of that one: no class loader, no thread-locals, no group, no priority.
 */
public final class RuntimeThreads {
  /**
   * How long threads are kept that nobody needs: {@code -Dheddle.idleseconds}, or half a minute.
   */
  public static final long UNUSED_NANOS = Long.getLong("heddle.idleseconds", 30) * 1_000_000_000;

  /** The thread that runs what is to be done after a collection, by its name. */
  public static final String CLEANER = "heddle-cleaner";

  private RuntimeThreads() {}

  /** A daemon thread, not started. */
  public static Thread unstarted(String name, @Nullable Runnable body) {
    var thread = new Thread(group(), body, name, 0, false);
    detach(thread);
    return thread;
  }

  /** The group of all groups: that of the caller may be anybody's. */
  static ThreadGroup group() {
    var group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  /** For one that was made in {@link #group} and inherits no thread-locals. */
  static void detach(Thread thread) {
    thread.setDaemon(true);
    thread.setPriority(Thread.NORM_PRIORITY);
    thread.setContextClassLoader(null);
  }
}
