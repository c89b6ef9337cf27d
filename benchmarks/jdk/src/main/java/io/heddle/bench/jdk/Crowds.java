// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import static io.heddle.bench.jdk.Threads.start;

import io.heddle.bench.harness.Gauges;
import io.heddle.bench.harness.Outside;
import io.heddle.bench.harness.Repetition;
import io.heddle.bench.harness.Spin;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What many do at once: lock, wake up, tick, exchange, serve. */
final class Crowds {
  private long value;

  /** Each tenth operation writes. */
  static void rwMutex(int n, int size) throws InterruptedException {
    var lock = new ReentrantReadWriteLock();
    var counter = new Crowds();
    Threads.parallel(
        size,
        () -> {
          long sum = 0;
          for (int i = 0; i < n / size; i++) {
            if (i % 10 == 9) {
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

  /** A latch in place of the channel that is closed. */
  static Map<String, Double> close(int n, int size) throws Exception {
    return Gauges.wakeAll(
        n,
        () -> {
          var gate = new CountDownLatch(1);
          var waiting = new CountDownLatch(n);
          var all = new CountDownLatch(n);
          for (int i = 0; i < n; i++) {
            start(() -> {
              waiting.countDown();
              gate.await();
              all.countDown();
            });
          }
          waiting.await();
          return () -> {
            gate.countDown();
            all.await();
          };
        });
  }

  /** It has no tickers: each sleeps again and again. */
  static Map<String, Double> sleepers(int n, int size) throws Exception {
    for (int i = 0; i < size; i++) {
      start(() -> {
        while (true) {
          Thread.sleep(10);
        }
      });
    }
    return Gauges.processorTime(n);
  }

  /** Pairs exchange values, all at once; a round trip is an operation. */
  static void exchange(int n, int size) throws InterruptedException {
    int pairs = size / 2;
    var begin = new CountDownLatch(1);
    var all = new CountDownLatch(2 * pairs);
    for (int p = 0; p < pairs; p++) {
      var ping = new SynchronousQueue<Integer>();
      var pong = new SynchronousQueue<Integer>();
      start(() -> {
        begin.await();
        for (int i = 0; i < n / pairs; i++) {
          ping.put(i);
          pong.take();
        }
        all.countDown();
      });
      start(() -> {
        begin.await();
        for (int i = 0; i < n / pairs; i++) {
          pong.put(ping.take());
        }
        all.countDown();
      });
    }
    begin.countDown();
    all.await();
  }

  /** Both sides compute {@code steps} between two values. */
  static void busy(int n, int steps) throws InterruptedException {
    var queue = new SynchronousQueue<Integer>();
    start(() -> {
      long x = 1;
      for (int i = 0; i < n; i++) {
        x = Spin.spin(x, steps);
        queue.put(i);
      }
      Spin.keep(x);
    });
    long x = 2;
    for (int i = 0; i < n; i++) {
      queue.take();
      x = Spin.spin(x, steps);
    }
    Spin.keep(x);
  }

  /** Each connection's requests wait for 2 ms, then for ten calls at once of 1 ms each. */
  static void server(int n, int size) throws InterruptedException {
    Threads.parallel(
        size,
        () -> {
          for (int i = 0; i < n / size; i++) {
            Thread.sleep(2);
            var answers = new ArrayBlockingQueue<Integer>(10);
            for (int k = 0; k < 10; k++) {
              int call = k;
              start(() -> {
                Thread.sleep(1);
                answers.put(call);
              });
            }
            for (int k = 0; k < 10; k++) {
              answers.take();
            }
          }
        });
  }

  static Repetition outside(int n, int size) {
    return Outside.calls(n, size, Threads::parallel);
  }

  private Crowds() {}
}
