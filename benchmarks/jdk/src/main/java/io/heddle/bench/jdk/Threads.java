// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import io.heddle.bench.harness.Repetition;
import java.util.ArrayList;
import java.util.List;

/** Starting virtual threads whose bodies may be interrupted, and waiting for several. */
final class Threads {
  static Thread start(Repetition body) {
    return Thread.startVirtualThread(() -> {
      try {
        body.run();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /** Runs the body in so many threads at once. */
  static void parallel(int size, Repetition body) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      threads.add(start(body));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  private Threads() {}
}
