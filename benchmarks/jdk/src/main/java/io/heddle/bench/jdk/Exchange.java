// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import static io.heddle.bench.jdk.Threads.start;

import io.heddle.bench.harness.Hog;
import io.heddle.bench.harness.Repetition;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;

/** Exchanges of values over one or two queues. */
final class Exchange {
  static void pingPong(int n, int size) throws InterruptedException {
    pingPong(n, () -> {});
  }

  private static void pingPong(int n, Runnable after) throws InterruptedException {
    var ping = new SynchronousQueue<Integer>();
    var pong = new SynchronousQueue<Integer>();
    start(() -> {
      for (int i = 0; i < n; i++) {
        pong.put(ping.take());
      }
    });
    for (int i = 0; i < n; i++) {
      ping.put(i);
      pong.take();
      after.run();
    }
  }

  static void unbuffered(int n, int size) throws InterruptedException {
    transfer(n, new SynchronousQueue<>());
  }

  static void buffered(int n, int size) throws InterruptedException {
    transfer(n, new ArrayBlockingQueue<>(size));
  }

  private static void transfer(int n, BlockingQueue<Integer> queue) throws InterruptedException {
    start(() -> {
      for (int i = 0; i < n; i++) {
        queue.put(i);
      }
    });
    for (int i = 0; i < n; i++) {
      queue.take();
    }
  }

  static void mpmcUnbuffered(int n, int size) throws InterruptedException {
    manyToMany(n, size, new SynchronousQueue<>());
  }

  static void mpmcBuffered(int n, int size) throws InterruptedException {
    manyToMany(n, size, new ArrayBlockingQueue<>(128));
  }

  private static void manyToMany(int n, int size, BlockingQueue<Integer> queue)
      throws InterruptedException {
    var done = new CountDownLatch(2 * size);
    for (int i = 0; i < size; i++) {
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          queue.put(k);
        }
        done.countDown();
      });
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          queue.take();
        }
        done.countDown();
      });
    }
    done.await();
  }

  static void fanIn(int n, int size) throws InterruptedException {
    var queue = new SynchronousQueue<Integer>();
    for (int i = 0; i < size; i++) {
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          queue.put(k);
        }
      });
    }
    for (int i = 0; i < n / size * size; i++) {
      queue.take();
    }
  }

  /** Ping-pong beside {@code size} threads that wait for ever. */
  static Repetition growth(int n, int size) throws InterruptedException {
    var started = new CountDownLatch(size);
    var never = new CountDownLatch(1);
    for (int i = 0; i < size; i++) {
      start(() -> {
        started.countDown();
        never.await();
      });
    }
    started.await();
    return () -> pingPong(n, size);
  }

  static Map<String, Double> hog(int n, int size) throws Exception {
    return Hog.measure(
        n,
        new Hog.Parts() {
          @Override
          public void pingPong(int n, Runnable after) throws InterruptedException {
            Exchange.pingPong(n, after);
          }

          @Override
          public Repetition start(Runnable hog) {
            return Thread.startVirtualThread(hog)::join;
          }
        });
  }

  private Exchange() {}
}
