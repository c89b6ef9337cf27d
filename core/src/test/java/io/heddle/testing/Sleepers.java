// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import io.heddle.Channel;
import io.heddle.DeadlockError;
import io.heddle.Go;
import io.heddle.sync.WaitGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;

/**
 * Deadlocks beside all who can not wake anybody: each is told within seconds. In a JVM of its own,
 * for a thread that a test has left would rightly be taken for one who may.
 */
final class Sleepers {
  private static final Channel<Integer> NOBODYS = Channel.make();

  private Sleepers() {}

  private interface Beside {
    void run() throws Exception;
  }

  static void run() throws Exception {
    told("nobody else", () -> {});
    told("an idle fixed pool", Sleepers::idleFixedPool);
    told("an idle single thread", Sleepers::idleSingleThread);
    told("an idle cached pool", () -> Executors.newCachedThreadPool().submit(() -> {}).get());
    told("an idle scheduled pool", Sleepers::idleScheduledPool);
    told("an idle common pool", () -> ForkJoinPool.commonPool().submit(() -> {}).get());
    told("an idle timer", () -> new Timer(true));
    told("a virtual thread that waits", Sleepers::virtualThreadThatWaits);
    told("a virtual thread that has ended", () -> Thread.ofVirtual().start(() -> {}).join());
    told("a thread that takes from an empty queue", Sleepers::threadThatTakes);
    told("a thread that waits for a lock", Sleepers::threadThatLocks);
    told("a child that has ended", () -> new ProcessBuilder("true").start().waitFor());
    told("sockets that are closed", Sleepers::sockets);
    told("the JDK's own hook", () -> Logger.getLogger("heddle").fine("not shown"));
    told("hogs that have ended", Sleepers::hogs);
    inAnInitializer();
    waitedFor();
    inAWaitOfTheJdk();
    if (!"jdk".equals(System.getProperty("heddle.scheduler"))) {
      inInitializersThatWaitForEachOther(); // on the JDK's scheduler it is not told reliably
    }
    System.exit(0); // idle pools would go on
  }

  private static void told(String beside, Beside what) throws Exception {
    what.run();
    deadlock(() -> NOBODYS.receive());
    System.out.println("beside " + beside);
  }

  private static void deadlock(io.heddle.Task main) throws Exception {
    try {
      Go.run(main);
      throw new AssertionError("no deadlock");
    } catch (DeadlockError e) {
      // as it should be
    }
  }

  private static void idleFixedPool() throws Exception {
    var pool = Executors.newFixedThreadPool(2);
    pool.submit(() -> {}).get();
    pool.submit(() -> {}).get();
  }

  /** Whose factory only names it. */
  private static void idleSingleThread() throws Exception {
    Executors.newSingleThreadExecutor(task -> new Thread(task, "single")).submit(() -> {}).get();
  }

  private static void idleScheduledPool() throws Exception {
    Executors.newScheduledThreadPool(1).schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get();
  }

  private static void virtualThreadThatWaits() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            NOBODYS.receive();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void threadThatTakes() {
    daemon(() -> new LinkedBlockingQueue<Integer>().take());
  }

  private static void threadThatLocks() {
    var lock = new ReentrantLock();
    lock.lock();
    daemon(lock::lock);
  }

  private static void daemon(Beside body) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            body.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** A goroutine waits for each side, so the JDK's pollers run. */
  private static void sockets() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    Go.run(() -> {
      try (var server = new ServerSocket(0, 1, loopback)) {
        var client =
            Go.go(() -> {
              try (var socket = new Socket(loopback, server.getLocalPort())) {
                socket.getInputStream().read();
              }
            });
        try (var accepted = server.accept()) {
          Thread.sleep(20);
          accepted.getOutputStream().write(1);
        }
        client.join();
      }
    });
  }

  /** Carriers are called stuck just as their turns end, again and again. */
  private static void hogs() throws Exception {
    var all = new WaitGroup();
    for (int i = 0; i < 200; i++) {
      all.go(() -> {
        long end = System.nanoTime() + 10_000_000;
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
      });
    }
    all.await();
  }

  private static final class Waits {
    static final int VALUE = value();

    private static int value() {
      try {
        return NOBODYS.receive();
      } catch (InterruptedException e) {
        return 0;
      }
    }
  }

  private static void inAnInitializer() throws Exception {
    deadlock(() -> {
      if (Waits.VALUE == 1) {
        throw new AssertionError("it has been initialized");
      }
    });
    System.out.println("in a class initializer");
  }

  private static final CountDownLatch BOTH = new CountDownLatch(2);

  private static void meet() {
    BOTH.countDown();
    try {
      BOTH.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class One {
    static {
      meet();
      Other.touch();
    }

    static void touch() {}
  }

  private static final class Other {
    static {
      meet();
      One.touch();
    }

    static void touch() {}
  }

  /** Both seem to run: it is the JVM that they wait in. */
  private static void inInitializersThatWaitForEachOther() throws Exception {
    deadlock(() -> {
      var one = Go.go(One::touch);
      var other = Go.go(Other::touch);
      one.join();
      other.join();
    });
    System.out.println("in class initializers that wait for each other");
  }

  /**
   * One thread runs the program, another waits for that, and a goroutine of no program for this.
   */
  private static void waitedFor() throws Exception {
    var told = new CountDownLatch(1);
    var caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                deadlock(() -> NOBODYS.receive());
                told.countDown();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    var first = Thread.ofPlatform().start(() -> join(caller));
    Go.go(first::join);
    told.await();
    first.join();
    System.out.println("while others wait for its end");
  }

  private static void join(Thread t) {
    try {
      t.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void inAWaitOfTheJdk() throws Exception {
    deadlock(() -> Go.go(() -> NOBODYS.receive()).join());
    deadlock(() -> new CountDownLatch(1).await());
    System.out.println("in a wait of the JDK's");
  }
}
