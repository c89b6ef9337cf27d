// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.sync.WaitGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A goroutine that waits, in whatever way, blocks only itself: more of them than carriers. */
class BlockingTest {
  private static final int MANY = 50;

  @Test
  void onAMonitor() throws Exception {
    var monitor = new Object();
    var waiting = new CountDownLatch(MANY);
    var all = new WaitGroup();
    synchronized (monitor) {
      for (int i = 0; i < MANY; i++) {
        all.go(() -> {
          waiting.countDown();
          synchronized (monitor) {
            monitor.notifyAll();
          }
        });
      }
      assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    }
    all.await();
  }

  @Test
  void inObjectWait() throws Exception {
    var monitor = new Object();
    var open = new boolean[1];
    var waiting = new CountDownLatch(MANY);
    var all = new WaitGroup();
    for (int i = 0; i < MANY; i++) {
      all.go(() -> {
        synchronized (monitor) {
          waiting.countDown();
          while (!open[0]) {
            monitor.wait();
          }
        }
      });
    }
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    synchronized (monitor) {
      open[0] = true;
      monitor.notifyAll();
    }
    all.await();
  }

  @Test
  void holdingAMonitorWhileItWaits() throws Exception {
    var gate = Channel.<Integer>make();
    var all = new WaitGroup();
    for (int i = 0; i < MANY; i++) {
      all.go(() -> {
        synchronized (new Object()) {
          gate.receive();
        }
      });
    }
    gate.close();
    all.await();
  }

  @Test
  void inSleep() throws Exception {
    var waiting = new CountDownLatch(MANY);
    var sleepers = new ArrayList<Thread>();
    var all = new WaitGroup();
    for (int i = 0; i < MANY; i++) {
      sleepers.add(
          all.go(() -> {
            waiting.countDown();
            try {
              Thread.sleep(1_000_000);
            } catch (InterruptedException e) {
              // all of them have got so far
            }
          }));
    }
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    sleepers.forEach(Thread::interrupt);
    all.await();
  }

  @Test
  void inSocketReads() throws Exception {
    try (var server = new ServerSocket(0, MANY, InetAddress.getLoopbackAddress())) {
      var sockets = new ArrayList<Socket>();
      var all = new WaitGroup();
      for (int i = 0; i < MANY; i++) {
        sockets.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        var accepted = server.accept();
        all.go(() -> {
          try (accepted) {
            assertThat(accepted.getInputStream().read()).isEqualTo(7);
          }
        });
      }
      go(() -> {}).join(); // somebody else gets through
      for (var socket : sockets) {
        socket.getOutputStream().write(7);
        socket.close();
      }
      all.await();
    }
  }

  @Test
  void inConcurrencyUtilitiesOfTheJdk() throws Exception {
    var exchanger = new Exchanger<Integer>();
    var all = new WaitGroup();
    for (int i = 0; i < MANY; i++) {
      int mine = i;
      all.go(() -> exchanger.exchange(mine));
    }
    all.await();
  }
}
