// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import org.jspecify.annotations.Nullable;

/**
 * Those that were collected without having ended, for the search for leaks. Any thread may use it.
 */
public final class Lost {
  /* Entries that are in no shard, by `prev` from one to the next: there may be no memory for a list. */
  private static final int MOST = 250_000;

  private Registry.@Nullable Entry first;

  /** Bounded, for nobody may ever ask. */
  private int count;

  Lost() {}

  synchronized void keep(Registry.Entry e) {
    if (count < MOST) {
      e.prev = first;
      first = e;
      count++;
    }
  }

  /** One of them; it stays until {@link #forget}. */
  public synchronized Registry.@Nullable Entry any() {
    return first;
  }

  /** Forgets the one that {@link #any} has told, unless that tells another one by now. */
  public synchronized void forget(Registry.Entry told) {
    if (first == told) {
      first = told.prev;
      told.prev = null;
      count--;
    }
  }
}
