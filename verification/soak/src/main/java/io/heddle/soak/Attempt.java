// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Task;
import java.util.SplittableRandom;

/**
 * Tries operations of one worker: as they are, with an allocation that fails, or where the stack
 * ends in them or does not yet.
 */
final class Attempt {
  private static final int ALLOCATIONS = 12;
  private static final int FRAMES = 300;
  private static final Task NOTHING = () -> {};

  /** By when all classes are there, also those of failures. */
  private static final long MEMORY_ENDS_NANOS = 1_000_000_000;

  private static final long STACK_ENDS_NANOS = 3_000_000_000L;

  private final SplittableRandom random;
  private final long begin = System.nanoTime();
  private int left;

  /** What the operation at the bottom has done: nothing is called after it that may fail. */
  private boolean done;

  long noMemory;
  long noStack;

  Attempt(SplittableRandom random) {
    this.random = random;
  }

  /** False if it was interrupted or has failed; then it has had no effect. */
  boolean isDone(Task operation) throws Exception {
    done = false;
    long age = System.nanoTime() - begin;
    try {
      switch (random.nextInt(4)) {
        case 0 -> withFault(age > MEMORY_ENDS_NANOS ? operation : NOTHING);
        case 1 -> descend(age > STACK_ENDS_NANOS ? depth() : 0, operation);
        default -> descend(0, operation);
      }
    } catch (InterruptedException e) {
      // not done
    } catch (OutOfMemoryError e) {
      noMemory++;
    } catch (StackOverflowError e) {
      noStack++;
    }
    return done;
  }

  private void withFault(Task operation) throws Exception {
    if (operation == NOTHING) {
      return;
    }
    Fault.arm(random.nextInt(ALLOCATIONS));
    try {
      descend(0, operation);
    } finally {
      Fault.disarm();
    }
  }

  private int depth() throws Exception {
    return Math.max(0, limit() - random.nextInt(FRAMES));
  }

  /** Measured each time: frames become smaller when the JIT has compiled the descent. */
  private int limit() throws Exception {
    try {
      descend(Integer.MAX_VALUE, NOTHING);
      throw new AssertionError("a stack without an end");
    } catch (StackOverflowError e) {
      return Integer.MAX_VALUE - left;
    }
  }

  private void descend(int depth, Task operation) throws Exception {
    left = depth;
    if (depth == 0) {
      operation.run();
      done = true;
    } else {
      descend(depth - 1, operation);
    }
  }
}
