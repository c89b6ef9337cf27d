// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

/**
 * Who is told what a trace holds. Times are nanoseconds since its beginning. Of one goroutine all
 * is told in order; slices when they end.
 */
interface Handler {
  /** {@code by} is 0 if no goroutine started it; {@code atBegin}: it was there before the trace. */
  default void goroutine(long g, long by, String site, String name, long time, boolean atBegin) {}

  default void slice(
      long g, State state, String reason, String on, long from, long to, int carrier) {}

  /** start, block, unblock, yield, end, in this order of times for each goroutine. */
  default void event(String kind, long g, long by, String reason, String on, long time) {}

  /** It has ended, and nothing more is told of it. */
  default void gone(long g) {}

  default void region(long g, String name, long from, long to) {}

  default void task(long number, String name, long from, long to) {}

  default void log(long g, String text, long time) {}

  default void collection(String name, long from, long to) {}

  default void relief(int carrier, long time) {}

  /** A counter of the runtime at the beginning and the end of the trace. */
  default void metric(String name, long first, long last) {}

  /** That was all. */
  default void end(long time, long events) {}

  /** What a goroutine does. */
  enum State {
    RUNNING,
    READY,
    BLOCKED
  }
}
