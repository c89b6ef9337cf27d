// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import io.heddle.Task;
import io.heddle.bench.harness.Spin;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import io.heddle.sync.WaitGroup;

/** A counter behind a lock, and behind a read-write lock with one write in a hundred operations. */
final class Locks {
  private long value;

  static void mutex(int n, int size) throws InterruptedException {
    var mutex = new Mutex();
    var counter = new Locks();
    parallel(
        size,
        () -> {
          for (int i = 0; i < n / size; i++) {
            mutex.lock();
            try {
              counter.value++;
            } finally {
              mutex.unlock();
            }
          }
        });
    Spin.keep(counter.value);
  }

  static void rwMutex(int n, int size) throws InterruptedException {
    var mutex = new RWMutex();
    var counter = new Locks();
    parallel(
        size,
        () -> {
          long sum = 0;
          for (int i = 0; i < n / size; i++) {
            if (i % 100 == 0) {
              mutex.writeLock().lock();
              try {
                counter.value++;
              } finally {
                mutex.writeLock().unlock();
              }
            } else {
              mutex.readLock().lock();
              try {
                sum += counter.value;
              } finally {
                mutex.readLock().unlock();
              }
            }
          }
          Spin.keep(sum);
        });
  }

  /** Runs the body in so many goroutines at once. */
  static void parallel(int size, Task body) throws InterruptedException {
    var wg = new WaitGroup();
    for (int i = 0; i < size; i++) {
      wg.go(body);
    }
    wg.await();
  }

  private Locks() {}
}
