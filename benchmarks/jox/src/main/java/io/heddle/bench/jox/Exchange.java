// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import static io.heddle.bench.jox.Threads.start;

import com.softwaremill.jox.Channel;
import io.heddle.bench.harness.Hog;
import io.heddle.bench.harness.Memory;
import io.heddle.bench.harness.Repetition;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Exchanges of values over one or two channels. */
final class Exchange {
  static void pingPong(int n, int size) throws InterruptedException {
    pingPong(n, () -> {});
  }

  private static void pingPong(int n, Runnable after) throws InterruptedException {
    var ping = Channel.<Integer>newRendezvousChannel();
    var pong = Channel.<Integer>newRendezvousChannel();
    start(() -> {
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
    transfer(n, Channel.newRendezvousChannel());
  }

  static void buffered(int n, int size) throws InterruptedException {
    transfer(n, Channel.newBufferedChannel(size));
  }

  private static void transfer(int n, Channel<Integer> c) throws InterruptedException {
    start(() -> {
      for (int i = 0; i < n; i++) {
        c.send(i);
      }
    });
    for (int i = 0; i < n; i++) {
      c.receive();
    }
  }

  static void mpmcUnbuffered(int n, int size) throws InterruptedException {
    manyToMany(n, size, Channel.newRendezvousChannel());
  }

  static void mpmcBuffered(int n, int size) throws InterruptedException {
    manyToMany(n, size, Channel.newBufferedChannel(128));
  }

  private static void manyToMany(int n, int size, Channel<Integer> c) throws InterruptedException {
    var done = new CountDownLatch(2 * size);
    for (int i = 0; i < size; i++) {
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          c.send(k);
        }
        done.countDown();
      });
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          c.receive();
        }
        done.countDown();
      });
    }
    done.await();
  }

  static void fanIn(int n, int size) throws InterruptedException {
    var c = Channel.<Integer>newRendezvousChannel();
    for (int i = 0; i < size; i++) {
      start(() -> {
        for (int k = 0; k < n / size; k++) {
          c.send(k);
        }
      });
    }
    for (int i = 0; i < n / size * size; i++) {
      c.receive();
    }
  }

  /** Ping-pong beside {@code size} threads that wait for ever. */
  static Repetition growth(int n, int size) throws InterruptedException {
    var started = new CountDownLatch(size);
    Channel<Integer> never = Channel.newRendezvousChannel();
    for (int i = 0; i < size; i++) {
      start(() -> {
        started.countDown();
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
            return Thread.startVirtualThread(hog)::join;
          }
        });
  }

  /** What a waiting thread weighs: the JDK's thread and Jox's wait. */
  static Map<String, Double> parked(int n, int size) throws Exception {
    return Memory.parked(n, Exchange::crowd);
  }

  private static Memory.Crowd crowd(int n) throws InterruptedException {
    Channel<Integer> gate = Channel.newRendezvousChannel();
    var started = new CountDownLatch(n);
    var ended = new CountDownLatch(n);
    long begin = System.nanoTime();
    for (int i = 0; i < n; i++) {
      start(() -> {
        started.countDown();
        gate.receiveOrClosed();
        ended.countDown();
      });
    }
    started.await();
    return new Memory.Crowd(
        System.nanoTime() - begin,
        () -> {
          gate.done();
          ended.await();
        });
  }

  private Exchange() {}
}
