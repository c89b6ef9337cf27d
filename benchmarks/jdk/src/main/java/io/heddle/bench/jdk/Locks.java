// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import io.heddle.bench.harness.Spin;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A counter behind a lock, and behind a read-write lock with one write in a hundred operations. */
final class Locks {
  private long value;

  static void mutex(int n, int size) throws InterruptedException {
    var lock = new ReentrantLock();
    var counter = new Locks();
    Threads.parallel(
        size,
        () -> {
          for (int i = 0; i < n / size; i++) {
            lock.lock();
            try {
              counter.value++;
            } finally {
              lock.unlock();
            }
          }
        });
    Spin.keep(counter.value);
  }

  static void rwMutex(int n, int size) throws InterruptedException {
    var lock = new ReentrantReadWriteLock();
    var counter = new Locks();
    Threads.parallel(
        size,
        () -> {
          long sum = 0;
          for (int i = 0; i < n / size; i++) {
            if (i % 100 == 0) {
              lock.writeLock().lock();
              try {
                counter.value++;
              } finally {
                lock.writeLock().unlock();
              }
            } else {
              lock.readLock().lock();
              try {
                sum += counter.value;
              } finally {
                lock.readLock().unlock();
              }
            }
          }
          Spin.keep(sum);
        });
  }

  private Locks() {}
}
