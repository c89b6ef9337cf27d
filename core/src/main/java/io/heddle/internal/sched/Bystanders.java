// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Platform threads of our own, and of those who watch over tests: what runs in them never wakes a
 * goroutine that waits in vain. The search for deadlocks passes them over.
 */
public final class Bystanders {
  private static final Set<Thread> ALL = Collections.synchronizedSet(weakSet());

  private Bystanders() {}

  private static Set<Thread> weakSet() {
    return Collections.newSetFromMap(new WeakHashMap<>());
  }

  /** From now on this is one. */
  public static void add(Thread thread) {
    ALL.add(thread);
  }

  /** Carriers are too: what they run is looked at by itself. */
  public static boolean contains(Thread thread) {
    return thread instanceof Carrier || ALL.contains(thread);
  }
}
