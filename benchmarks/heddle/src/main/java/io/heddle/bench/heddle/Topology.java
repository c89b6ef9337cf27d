// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.bench.harness.Spin;

/** Many goroutines joined by channels: ring, pipeline, sieve, tree. */
final class Topology {
  static void ring(int n, int size) throws InterruptedException {
    Channel<Integer> first = Channel.make();
    var last = first;
    for (int i = 0; i < size - 1; i++) {
      last = relay(last, Channel.make());
    }
    for (int i = 0; i < n / size; i++) {
      first.send(1);
      last.receive();
    }
    first.close();
    last.receive();
  }

  static void pipeline(int n, int size) {
    pipeline(n, size, 16);
  }

  static void unbufferedPipeline(int n, int size) {
    pipeline(n, size, 0);
  }

  private static void pipeline(int n, int size, int capacity) {
    Channel<Integer> first = Channel.make(capacity);
    var last = first;
    for (int i = 0; i < size; i++) {
      last = relay(last, Channel.make(capacity));
    }
    go(() -> {
      for (int i = 0; i < n; i++) {
        first.send(i);
      }
      first.close();
    });
    long sum = 0;
    for (int v : last) {
      sum += v;
    }
    Spin.keep(sum);
  }

  private static Channel<Integer> relay(Channel<Integer> in, Channel<Integer> out) {
    go(() -> {
      for (int v : in) {
        out.send(v + 1);
      }
      out.close();
    });
    return out;
  }

  /** Finds the {@code n} primes below {@code limit}. */
  static void sieve(int n, int limit) throws InterruptedException {
    Channel<Integer> source = Channel.make();
    go(() -> {
      for (int i = 2; i < limit; i++) {
        source.send(i);
      }
      source.close();
    });
    var c = source;
    int found = 0;
    for (var prime = c.receive(); prime != null; prime = c.receive()) {
      found++;
      c = filter(c, prime);
    }
    if (found != n) {
      throw new IllegalStateException("sieve: wrong count");
    }
  }

  private static Channel<Integer> filter(Channel<Integer> in, int prime) {
    Channel<Integer> out = Channel.make();
    go(() -> {
      for (int v : in) {
        if (v % prime != 0) {
          out.send(v);
        }
      }
      out.close();
    });
    return out;
  }

  static void skynet(int n, int size) throws InterruptedException {
    Channel<Long> result = Channel.make();
    go(() -> skynet(result, 0, n));
    if (result.receive() != n * (n - 1L) / 2) {
      throw new IllegalStateException("skynet: wrong sum");
    }
  }

  private static void skynet(Channel<Long> parent, long number, int leaves)
      throws InterruptedException {
    if (leaves == 1) {
      parent.send(number);
      return;
    }
    Channel<Long> results = Channel.make();
    int part = leaves / 10;
    for (int i = 0; i < 10; i++) {
      long first = number + (long) i * part;
      go(() -> skynet(results, first, part));
    }
    long sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += results.receive();
    }
    parent.send(sum);
  }

  private Topology() {}
}
