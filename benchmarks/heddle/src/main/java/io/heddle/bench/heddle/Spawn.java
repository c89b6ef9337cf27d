// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.bench.harness.Memory;
import io.heddle.sync.WaitGroup;
import java.util.Map;

/** Starting goroutines, and what a parked one weighs. */
final class Spawn {
  static void spawn(int n, int size) throws InterruptedException {
    var wg = new WaitGroup();
    wg.add(n);
    for (int i = 0; i < n; i++) {
      go(wg::done);
    }
    wg.await();
  }

  static void spawnJoin(int n, int size) throws InterruptedException {
    for (int i = 0; i < n; i++) {
      go(() -> {}).join();
    }
  }

  static Map<String, Double> parked(int n, int size) throws Exception {
    return Memory.parked(n, Spawn::crowd);
  }

  private static Memory.Crowd crowd(int n) throws InterruptedException {
    Channel<Integer> gate = Channel.make();
    var started = new WaitGroup();
    var ended = new WaitGroup();
    started.add(n);
    ended.add(n);
    long begin = System.nanoTime();
    for (int i = 0; i < n; i++) {
      go(() -> {
        started.done();
        gate.receive();
        ended.done();
      });
    }
    started.await();
    return new Memory.Crowd(
        System.nanoTime() - begin,
        () -> {
          gate.close();
          ended.await();
        });
  }

  private Spawn() {}
}
