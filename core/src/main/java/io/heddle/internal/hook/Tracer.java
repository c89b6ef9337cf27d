// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to know what goroutines do. Told on the thread that does it, in the middle of the
 * runtime: it must be quick, and must not use this library, nor wait.
 */
public interface Tracer {
  /** {@code by}, null on a thread that is no goroutine, starts {@code g}, which has not run yet. */
  default void started(Goroutine g, @Nullable Goroutine by) {}

  /** {@code g} runs for the first time; on its own thread. */
  default void begun(Goroutine g) {}

  /** {@code g} has ended; on its own thread. */
  default void ended(Goroutine g) {}

  /**
   * The calling thread is about to park.
   *
   * @param g the goroutine that it is, if it is one
   * @return what {@link #waited} is to be told; null: nothing, it need not be called
   */
  default @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
    return null;
  }

  /**
   * The wait is over: woken, interrupted or out of time; on the thread that waited.
   *
   * @param mark what {@link #waits} returned
   */
  default void waited(Waiter w, @Nullable Goroutine g, Object mark) {}

  /** The calling thread is about to wake the waiter's. */
  default void wakes(Waiter w) {}

  /** The carrier is about to run {@code g}; on the carrier itself. */
  default void runs(Goroutine g, int carrier) {}

  /**
   * {@code g} has let go of the carrier, or has ended; on the carrier itself. It may already run on
   * another one.
   */
  default void stops(Goroutine g, int carrier) {}

  /** The carrier has nothing to run; on the carrier itself. */
  default void idles(int carrier) {}

  /** The calling goroutine's wait is over, whether it has parked or not. */
  default void goesOn() {}

  /** {@code g} can run from now on; on the thread that made it so. */
  default void ready(Goroutine g) {}

  /**
   * The calling thread has woken the other, which may be a goroutine; after {@link #ready}, if that
   * was the caller's to tell.
   */
  default void woke(Thread thread) {}

  /** The watchdog has found the carrier stuck, and lets another one run in its place. */
  default void relieved(int carrier) {}
}
