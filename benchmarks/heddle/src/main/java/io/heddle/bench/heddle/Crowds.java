// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.bench.harness.Gauges;
import io.heddle.bench.harness.Outside;
import io.heddle.bench.harness.Repetition;
import io.heddle.bench.harness.Spin;
import io.heddle.sync.RWMutex;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.Map;

/** What many do at once: lock, wake up, tick, exchange, serve. */
final class Crowds {
  private long value;

  /** Each tenth operation writes. */
  static void rwMutex(int n, int size) throws InterruptedException {
    var mutex = new RWMutex();
    var counter = new Crowds();
    Locks.parallel(
        size,
        () -> {
          long sum = 0;
          for (int i = 0; i < n / size; i++) {
            if (i % 10 == 9) {
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

  static Map<String, Double> close(int n, int size) throws Exception {
    return Gauges.wakeAll(
        n,
        () -> {
          Channel<Integer> gate = Channel.make();
          var waiting = new WaitGroup();
          var all = new WaitGroup();
          waiting.add(n);
          for (int i = 0; i < n; i++) {
            all.go(() -> {
              waiting.done();
              gate.receive();
            });
          }
          waiting.await();
          return () -> {
            gate.close();
            all.await();
          };
        });
  }

  static Map<String, Double> tickers(int n, int size) throws Exception {
    for (int i = 0; i < size; i++) {
      go(() -> {
        try (var ticker = new Ticker(Duration.ofMillis(10))) {
          while (true) {
            ticker.channel().receive();
          }
        }
      });
    }
    return Gauges.processorTime(n);
  }

  /** Pairs exchange values, all at once; a round trip is an operation. */
  static void exchange(int n, int size) throws InterruptedException {
    int pairs = size / 2;
    Channel<Integer> begin = Channel.make();
    var all = new WaitGroup();
    for (int p = 0; p < pairs; p++) {
      Channel<Integer> ping = Channel.make();
      Channel<Integer> pong = Channel.make();
      all.go(() -> {
        begin.receive();
        for (int i = 0; i < n / pairs; i++) {
          ping.send(i);
          pong.receive();
        }
      });
      all.go(() -> {
        begin.receive();
        for (int i = 0; i < n / pairs; i++) {
          pong.send(ping.receive());
        }
      });
    }
    begin.close();
    all.await();
  }

  /** Both sides compute {@code steps} between two values. */
  static void busy(int n, int steps) throws InterruptedException {
    Channel<Integer> c = Channel.make();
    go(() -> {
      long x = 1;
      for (int i = 0; i < n; i++) {
        x = Spin.spin(x, steps);
        c.send(i);
      }
      Spin.keep(x);
    });
    long x = 2;
    for (int i = 0; i < n; i++) {
      c.receive();
      x = Spin.spin(x, steps);
    }
    Spin.keep(x);
  }

  /** Each connection's requests wait for 2 ms, then for ten calls at once of 1 ms each. */
  static void server(int n, int size) throws InterruptedException {
    Locks.parallel(
        size,
        () -> {
          for (int i = 0; i < n / size; i++) {
            Time.sleep(Duration.ofMillis(2));
            Channel<Integer> answers = Channel.make(10);
            for (int k = 0; k < 10; k++) {
              int call = k;
              go(() -> {
                Time.sleep(Duration.ofMillis(1));
                answers.send(call);
              });
            }
            for (int k = 0; k < 10; k++) {
              answers.receive();
            }
          }
        });
  }

  static Repetition outside(int n, int size) {
    return Outside.calls(n, size, Crowds::parallel);
  }

  private static void parallel(int size, Repetition body) throws InterruptedException {
    Locks.parallel(size, body::run);
  }

  private Crowds() {}
}
