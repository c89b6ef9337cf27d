// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jdk;

import static io.heddle.bench.jdk.Threads.start;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;

/**
 * Many threads joined by queues: ring, pipeline, sieve, tree. A queue cannot be closed: {@code END}
 * goes through it.
 */
final class Topology {
  private static final int END = -1;

  static void ring(int n, int size) throws InterruptedException {
    BlockingQueue<Integer> first = new SynchronousQueue<>();
    var last = first;
    for (int i = 0; i < size - 1; i++) {
      last = relay(last, new SynchronousQueue<>());
    }
    for (int i = 0; i < n / size; i++) {
      first.put(1);
      last.take();
    }
    first.put(END);
    last.take();
  }

  static void pipeline(int n, int size) throws InterruptedException {
    pipeline(n, size, () -> new ArrayBlockingQueue<>(16));
  }

  static void unbufferedPipeline(int n, int size) throws InterruptedException {
    pipeline(n, size, SynchronousQueue::new);
  }

  private static void pipeline(int n, int size, Supplier<BlockingQueue<Integer>> queues)
      throws InterruptedException {
    var first = queues.get();
    var last = first;
    for (int i = 0; i < size; i++) {
      last = relay(last, queues.get());
    }
    start(() -> {
      for (int i = 0; i < n; i++) {
        first.put(i);
      }
      first.put(END);
    });
    while (last.take() != END) {}
  }

  private static BlockingQueue<Integer> relay(
      BlockingQueue<Integer> in, BlockingQueue<Integer> out) {
    start(() -> {
      for (int v = in.take(); v != END; v = in.take()) {
        out.put(v + 1);
      }
      out.put(END);
    });
    return out;
  }

  /** Finds the {@code n} primes below {@code limit}. */
  static void sieve(int n, int limit) throws InterruptedException {
    BlockingQueue<Integer> source = new SynchronousQueue<>();
    start(() -> {
      for (int i = 2; i < limit; i++) {
        source.put(i);
      }
      source.put(END);
    });
    var c = source;
    int found = 0;
    for (int prime = c.take(); prime != END; prime = c.take()) {
      found++;
      c = filter(c, prime);
    }
    if (found != n) {
      throw new IllegalStateException("sieve: wrong count");
    }
  }

  private static BlockingQueue<Integer> filter(BlockingQueue<Integer> in, int prime) {
    var out = new SynchronousQueue<Integer>();
    start(() -> {
      for (int v = in.take(); v != END; v = in.take()) {
        if (v % prime != 0) {
          out.put(v);
        }
      }
      out.put(END);
    });
    return out;
  }

  static void skynet(int n, int size) throws InterruptedException {
    var result = new SynchronousQueue<Long>();
    start(() -> skynet(result, 0, n));
    if (result.take() != n * (n - 1L) / 2) {
      throw new IllegalStateException("skynet: wrong sum");
    }
  }

  private static void skynet(SynchronousQueue<Long> parent, long number, int leaves)
      throws InterruptedException {
    if (leaves == 1) {
      parent.put(number);
      return;
    }
    var results = new SynchronousQueue<Long>();
    int part = leaves / 10;
    for (int i = 0; i < 10; i++) {
      long first = number + (long) i * part;
      start(() -> skynet(results, first, part));
    }
    long sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += results.take();
    }
    parent.put(sum);
  }

  private Topology() {}
}
