// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import static io.heddle.bench.jox.Threads.start;

import com.softwaremill.jox.Channel;
import io.heddle.bench.harness.Spin;
import java.util.function.Supplier;

/** Many threads joined by channels: ring, pipeline, sieve, tree. */
final class Topology {
  static void ring(int n, int size) throws InterruptedException {
    Channel<Integer> first = Channel.newRendezvousChannel();
    var last = first;
    for (int i = 0; i < size - 1; i++) {
      last = relay(last, Channel.newRendezvousChannel());
    }
    for (int i = 0; i < n / size; i++) {
      first.send(1);
      last.receive();
    }
    first.done();
    last.receiveOrClosed();
  }

  static void pipeline(int n, int size) throws InterruptedException {
    pipeline(n, size, () -> Channel.newBufferedChannel(16));
  }

  static void unbufferedPipeline(int n, int size) throws InterruptedException {
    pipeline(n, size, Channel::newRendezvousChannel);
  }

  private static void pipeline(int n, int size, Supplier<Channel<Integer>> channels)
      throws InterruptedException {
    var first = channels.get();
    var last = first;
    for (int i = 0; i < size; i++) {
      last = relay(last, channels.get());
    }
    start(() -> {
      for (int i = 0; i < n; i++) {
        first.send(i);
      }
      first.done();
    });
    var sum = new long[1];
    last.forEach(v -> sum[0] += v);
    Spin.keep(sum[0]);
  }

  private static Channel<Integer> relay(Channel<Integer> in, Channel<Integer> out) {
    start(() -> {
      while (in.receiveOrClosed() instanceof Integer v) {
        out.send(v + 1);
      }
      out.done();
    });
    return out;
  }

  /** Finds the {@code n} primes below {@code limit}. */
  static void sieve(int n, int limit) throws InterruptedException {
    Channel<Integer> source = Channel.newRendezvousChannel();
    start(() -> {
      for (int i = 2; i < limit; i++) {
        source.send(i);
      }
      source.done();
    });
    var c = source;
    int found = 0;
    while (c.receiveOrClosed() instanceof Integer prime) {
      found++;
      c = filter(c, prime);
    }
    if (found != n) {
      throw new IllegalStateException("sieve: wrong count");
    }
  }

  private static Channel<Integer> filter(Channel<Integer> in, int prime) {
    Channel<Integer> out = Channel.newRendezvousChannel();
    start(() -> {
      while (in.receiveOrClosed() instanceof Integer v) {
        if (v % prime != 0) {
          out.send(v);
        }
      }
      out.done();
    });
    return out;
  }

  static void skynet(int n, int size) throws InterruptedException {
    Channel<Long> result = Channel.newRendezvousChannel();
    start(() -> skynet(result, 0, n));
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
    Channel<Long> results = Channel.newRendezvousChannel();
    int part = leaves / 10;
    for (int i = 0; i < 10; i++) {
      long first = number + (long) i * part;
      start(() -> skynet(results, first, part));
    }
    long sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += results.receive();
    }
    parent.send(sum);
  }

  private Topology() {}
}
