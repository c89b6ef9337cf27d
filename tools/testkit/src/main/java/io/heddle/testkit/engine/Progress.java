// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;

/** Whether those in a bubble get anywhere. */
final class Progress {
  /*
   * Progress is what cannot go on for ever without an end in sight: a value sent, somebody woken by
   * another goroutine, started or ended. Taking and giving back a lock is less: two who back off from
   * each other do so for ever, and many who work hard do little else. So it counts, but only for
   * LOCKS times as many steps. A tick, a timeout, a look at something are none.
   */
  private static final int LOCKS = 50;

  /** One long sleep is no loop. */
  private static final int JUMPS = 64;

  private final long maxSteps;
  private final long maxNanos;
  private long steps;
  private long stepsSinceLock;
  private long jumps;
  private long since;

  Progress(long maxSteps, long maxNanos) {
    this.maxSteps = maxSteps;
    this.maxNanos = maxNanos;
  }

  /** A step; true if there have been too many. */
  boolean step(Op op, long now) {
    switch (op) {
      case SEND, CLOSE, GO, ADD, RELEASE, CANCEL -> made(now);
      case LOCK, UNLOCK, READ_LOCK, READ_UNLOCK, ACQUIRE, RECEIVE, PUT, WRITE, UPDATE ->
          stepsSinceLock = 0;
      default -> {}
    }
    steps++;
    stepsSinceLock++;
    return stepsSinceLock > maxSteps || steps / LOCKS > maxSteps;
  }

  void made(long now) {
    steps = 0;
    stepsSinceLock = 0;
    jumps = 0;
    since = now;
  }

  /** The clock jumps; true if it has for too long. */
  boolean jump(long to) {
    return ++jumps > JUMPS && to - since > maxNanos;
  }
}
