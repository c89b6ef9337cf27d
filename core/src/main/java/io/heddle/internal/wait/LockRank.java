// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

/**
 * The order in which the library's {@link SpinLock}s may be taken: under one that is held, only one
 * that stands further down. Channels alone may be held together, in the order of their ids, by a
 * select. Go's {@code mklockrank.go}.
 */
public enum LockRank {
  /*
   * Who takes what under what, today: a timer's channel arms the timers; arming wakes a carrier. All
   * others are taken with no other lock held, and their places say what they may come to need.
   * Monitors (of the set of carriers, the deadlock finder, ErrGroup) are not ranked: none of them is
   * taken under a SpinLock, but for the first use of the carriers.
   * A build with -Dheddle.lockranks=true checks each acquire: see HeldLocks. The tests run so.
   * Checked by: LockRankTest
   */

  /** A context's list of what hangs on it. */
  CONTEXT,
  /** A channel. */
  CHANNEL,
  /** Who waits for a mutex, a semaphore, a wait group, an end. */
  SYNC,
  /** A pool's shard. */
  POOL,
  /** The timer heap. */
  TIMERS,
  /** A shard of the list of goroutines. */
  REGISTRY,
  /** The global run queue. */
  RUN_QUEUE,
  /** The carriers that sleep. */
  IDLE_CARRIERS
}
