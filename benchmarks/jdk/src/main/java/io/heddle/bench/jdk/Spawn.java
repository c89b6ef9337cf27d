// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import static io.heddle.bench.jdk.Threads.start;

import io.heddle.bench.harness.Memory;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Starting threads, and what a parked one weighs. */
final class Spawn {
  static void spawn(int n, int size) throws InterruptedException {
    var done = new CountDownLatch(n);
    for (int i = 0; i < n; i++) {
      Thread.startVirtualThread(done::countDown);
    }
    done.await();
  }

  static void spawnJoin(int n, int size) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      Thread.startVirtualThread(() -> {}).join();
    }
  }

  static Map<String, Double> parked(int n, int size) throws Exception {
    return Memory.parked(n, Spawn::crowd);
  }

  private static Memory.Crowd crowd(int n) throws InterruptedException {
    var gate = new CountDownLatch(1);
    var started = new CountDownLatch(n);
    var ended = new CountDownLatch(n);
    long begin = System.nanoTime();
    for (int i = 0; i < n; i++) {
      start(() -> {
        started.countDown();
        gate.await();
        ended.countDown();
      });
    }
    started.await();
    return new Memory.Crowd(
        System.nanoTime() - begin,
        () -> {
          gate.countDown();
          ended.await();
        });
  }

  private Spawn() {}
}
