// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.bench.harness.Hog;
import io.heddle.bench.harness.Repetition;
import io.heddle.sync.WaitGroup;
import java.util.Map;

/** Exchanges of values over one or two channels. */
final class Exchange {
  static void pingPong(int n, int size) throws InterruptedException {
    pingPong(n, () -> {});
  }

  private static void pingPong(int n, Runnable after) throws InterruptedException {
    Channel<Integer> ping = Channel.make();
    Channel<Integer> pong = Channel.make();
    go(() -> {
      for (int i = 0; i < n; i++) {
        pong.send(ping.receive());
      }
    });
    for (int i = 0; i < n; i++) {
      ping.send(i);
      pong.receive();
      after.run();
    }
  }

  static void unbuffered(int n, int size) throws InterruptedException {
    transfer(n, Channel.make());
  }

  static void buffered(int n, int size) throws InterruptedException {
    transfer(n, Channel.make(size));
  }

  private static void transfer(int n, Channel<Integer> c) throws InterruptedException {
    go(() -> {
      for (int i = 0; i < n; i++) {
        c.send(i);
      }
    });
    for (int i = 0; i < n; i++) {
      c.receive();
    }
  }

  static void mpmcUnbuffered(int n, int size) throws InterruptedException {
    manyToMany(n, size, Channel.make());
  }

  static void mpmcBuffered(int n, int size) throws InterruptedException {
    manyToMany(n, size, Channel.make(128));
  }

  private static void manyToMany(int n, int size, Channel<Integer> c) throws InterruptedException {
    var wg = new WaitGroup();
    for (int i = 0; i < size; i++) {
      wg.go(() -> {
        for (int k = 0; k < n / size; k++) {
          c.send(k);
        }
      });
      wg.go(() -> {
        for (int k = 0; k < n / size; k++) {
          c.receive();
        }
      });
    }
    wg.await();
  }

  static void fanIn(int n, int size) throws InterruptedException {
    Channel<Integer> c = Channel.make();
    for (int i = 0; i < size; i++) {
      go(() -> {
        for (int k = 0; k < n / size; k++) {
          c.send(k);
        }
      });
    }
    for (int i = 0; i < n / size * size; i++) {
      c.receive();
    }
  }

  /** Ping-pong beside {@code size} goroutines that wait for ever. */
  static Repetition growth(int n, int size) throws InterruptedException {
    Channel<Integer> never = Channel.make();
    var started = new WaitGroup();
    started.add(size);
    for (int i = 0; i < size; i++) {
      go(() -> {
        started.done();
        never.receive();
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
            return go(hog::run)::join;
          }
        });
  }

  private Exchange() {}
}
