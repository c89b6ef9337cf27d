// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.util.concurrent.atomic.LongAdder;

/** One kind of work. It must make progress in every period, and its books must be exact. */
abstract class Work {
  final Ground ground;
  private final LongAdder steps = new LongAdder();

  Work(Ground ground) {
    this.ground = ground;
  }

  final String name() {
    return getClass().getSimpleName();
  }

  final void progress() {
    steps.increment();
  }

  final long steps() {
    return steps.sum();
  }

  /** Starts its goroutines, which end once the ground is over. */
  abstract void start() throws Exception;

  /** When all have ended: does everything add up? */
  void check() throws Exception {}
}
