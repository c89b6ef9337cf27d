// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import static io.heddle.bench.jdk.Threads.start;

import io.heddle.bench.harness.Spin;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The scheduler, timers, and work for the processors. */
final class Scheduling {
  static void yield(int n, int size) throws InterruptedException {
    Threads.parallel(
        size,
        () -> {
          for (int i = 0; i < n / size; i++) {
            Thread.yield();
          }
        });
  }

  static void sleepers(int n, int size) throws InterruptedException {
    var done = new CountDownLatch(size);
    for (int i = 0; i < size; i++) {
      int first = i;
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          Thread.sleep(1 + (first + k) % 10);
        }
        done.countDown();
      });
    }
    done.await();
  }

  static void timers(int n, int size) {
    try (var timers = new ScheduledThreadPoolExecutor(1)) {
      timers.setRemoveOnCancelPolicy(true);
      var armed = new Future<?>[size];
      for (int round = 0; round < n / size; round++) {
        for (int i = 0; i < size; i++) {
          armed[i] = timers.schedule(() -> {}, 1, TimeUnit.HOURS);
        }
        for (var timer : armed) {
          timer.cancel(false);
        }
      }
    }
  }

  static void cpu(int n, int size) throws InterruptedException {
    var done = new CountDownLatch(n);
    var results = new long[n];
    for (int i = 0; i < n; i++) {
      int index = i;
      start(() -> {
        results[index] = Spin.spin(index + 1, size);
        done.countDown();
      });
    }
    done.await();
    Spin.keep(results[n - 1]);
  }

  private Scheduling() {}
}
