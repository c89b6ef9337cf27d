// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import io.heddle.Go;
import io.heddle.Task;
import java.util.concurrent.CountDownLatch;

/**
 * Goroutines that offer their carrier to another one at each depth of its stack, also in the last
 * bytes that compiled code may use. For a JVM of its own, whose carriers have 256 KiB.
 */
public final class DeepYields {
  private static final int TURNS_UNTIL_COMPILED = 5_000;
  private static final int SHALLOW = 50;
  private static final int OVERFLOWS = 100;
  private static final int MOST = 20_000;

  private static volatile boolean over;
  private static boolean hasOverflowed;

  private DeepYields() {}

  /** Prints that the stack has overflowed and the JVM lives. */
  public static void run() throws InterruptedException {
    Go.go(() -> { // so that there is somebody to yield to
      while (!over) {
        Go.gosched();
      }
    });
    for (int i = 0; i < TURNS_UNTIL_COMPILED; i++) {
      yieldAt(i % SHALLOW);
    }
    int overflows = 0;
    for (int depth = SHALLOW; depth < MOST && overflows < OVERFLOWS; depth++) {
      yieldAt(depth);
      overflows += hasOverflowed ? 1 : 0;
    }
    over = true;
    System.out.println(overflows == OVERFLOWS ? "overflowed" : "a stack without an end");
  }

  private static void yieldAt(int depth) throws InterruptedException {
    hasOverflowed = false;
    var done = new CountDownLatch(1);
    Go.go(() -> {
      try {
        descend(depth, Go::gosched);
      } catch (StackOverflowError e) {
        hasOverflowed = true;
      }
      done.countDown();
    });
    done.await();
  }

  private static void descend(int depth, Task then) throws Exception {
    if (depth == 0) {
      then.run();
    } else {
      descend(depth - 1, then);
    }
  }
}
