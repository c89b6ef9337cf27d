// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import io.heddle.Go;
import io.heddle.bench.harness.Spin;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;

/** The scheduler, sleep, contexts, and work for the processors. */
final class Scheduling {
  static void gosched(int n, int size) throws InterruptedException {
    Locks.parallel(
        size,
        () -> {
          for (int i = 0; i < n / size; i++) {
            Go.gosched();
          }
        });
  }

  static void sleepers(int n, int size) throws InterruptedException {
    var wg = new WaitGroup();
    for (int i = 0; i < size; i++) {
      int first = i;
      wg.go(() -> {
        for (int k = 0; k < n / size; k++) {
          Time.sleep(Duration.ofMillis(1 + (first + k) % 10));
        }
      });
    }
    wg.await();
  }

  /** Trees of {@code size} contexts, ten below each; the root is cancelled and all must know. */
  static void contextTree(int n, int size) {
    for (int round = 0; round < n / size; round++) {
      var contexts = new CancelContext[size];
      contexts[0] = Context.background().withCancel();
      for (int i = 1; i < size; i++) {
        contexts[i] = contexts[(i - 1) / 10].withCancel();
      }
      contexts[0].cancel();
      for (var context : contexts) {
        if (context.err() == null) {
          throw new IllegalStateException("context-tree: not cancelled");
        }
        context.close();
      }
    }
  }

  static void cpu(int n, int size) throws InterruptedException {
    var wg = new WaitGroup();
    var results = new long[n];
    for (int i = 0; i < n; i++) {
      int index = i;
      wg.go(() -> results[index] = Spin.spin(index + 1, size));
    }
    wg.await();
    Spin.keep(results[n - 1]);
  }

  private Scheduling() {}
}
