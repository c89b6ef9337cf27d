// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import static io.heddle.bench.jox.Threads.start;

import com.softwaremill.jox.Channel;
import io.heddle.bench.harness.Spin;
import java.util.concurrent.CountDownLatch;

/** What many do at once: exchange. */
final class Crowds {
  /** Pairs exchange values, all at once; a round trip is an operation. */
  static void exchange(int n, int size) throws InterruptedException {
    int pairs = size / 2;
    var begin = new CountDownLatch(1);
    var all = new CountDownLatch(2 * pairs);
    for (int p = 0; p < pairs; p++) {
      var ping = Channel.<Integer>newRendezvousChannel();
      var pong = Channel.<Integer>newRendezvousChannel();
      start(() -> {
        begin.await();
        for (int i = 0; i < n / pairs; i++) {
          ping.send(i);
          pong.receive();
        }
        all.countDown();
      });
      start(() -> {
        begin.await();
        for (int i = 0; i < n / pairs; i++) {
          pong.send(ping.receive());
        }
        all.countDown();
      });
    }
    begin.countDown();
    all.await();
  }

  /** Both sides compute {@code steps} between two values. */
  static void busy(int n, int steps) throws InterruptedException {
    var c = Channel.<Integer>newRendezvousChannel();
    start(() -> {
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

  private Crowds() {}
}
