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

  /** Who has gone round for so many steps gets nowhere before some time has passed. */
  private static final int SPINNING = 2_000;

  private static final int IDLE = 20_000;

  /** One long sleep is no loop. */
  private static final int JUMPS = 64;

  private final long maxSteps;
  private final long maxNanos;
  private long steps;
  private long stepsSinceLock;
  private long stepsSinceWait;
  private int waits;
  private int looks;
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
      case LOCK, UNLOCK, READ_LOCK, READ_UNLOCK, ACQUIRE, RECEIVE, SELECT, PUT, WRITE, UPDATE ->
          stepsSinceLock = 0;
      default -> {}
    }
    steps++;
    stepsSinceLock++;
    stepsSinceWait++;
    return stepsSinceLock > maxSteps || steps / LOCKS > maxSteps;
  }

  /** True once of so many looks at something with nothing between them: somebody spins. */
  boolean spins(Op op) {
    looks =
        switch (op) {
          case READ, LOOK, TRY_LOCK, TRY_SEND, TRY_RECEIVE, TRY_SELECT -> looks + 1;
          default -> 0;
        };
    if (looks < SPINNING) {
      return false;
    }
    looks = 0;
    return true;
  }

  /** True if only time can help. */
  boolean isSpinning() {
    return stepsSinceWait > SPINNING;
  }

  /** Others are about to go on; true each second time, when it is for time to pass. */
  boolean waited() {
    stepsSinceWait = 0;
    return ++waits % 2 == 0;
  }

  /** True if that has been so for long. */
  boolean isIdle() {
    return steps > IDLE;
  }

  void made(long now) {
    steps = 0;
    stepsSinceWait = 0;
    stepsSinceLock = 0;
    jumps = 0;
    since = now;
  }

  /** The clock jumps; true if it has for too long. */
  boolean jump(long to) {
    return ++jumps > JUMPS && to - since > maxNanos;
  }
}
