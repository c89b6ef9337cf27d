// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Leaks;
import io.heddle.sync.Cond;
import io.heddle.sync.Mutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Goroutines that leak beside others that work, or wait for somebody alive, while it is searched
 * for leaks again and again. In a JVM of its own, with the collector that is to be tried.
 */
final class Leaking {
  private static final int ROUNDS = 3;
  private static final Channel<Integer> STOP = Channel.make();
  private static final List<Channel<Integer>> REACHABLE = new ArrayList<>();
  private static final AtomicInteger TRIPS = new AtomicInteger();

  private Leaking() {}

  /** Prints how many of each name were found leaked, and whether the others went on. */
  static void run() throws Exception {
    var alive = new WaitGroup();
    startAlive(alive);
    var found = new TreeMap<String, Integer>();
    for (int i = 0; i < ROUNDS; i++) {
      startLeaks();
      awaitThatAllWait();
      Leaks.find().forEach(l -> found.merge(l.name(), 1, Integer::sum));
    }
    int trips = TRIPS.get();
    while (TRIPS.get() == trips) {
      Thread.sleep(1);
    }
    STOP.close();
    for (var c : REACHABLE) {
      c.send(1);
    }
    alive.await();
    System.out.println(found);
  }

  private static void startAlive(WaitGroup alive) {
    for (int i = 0; i < 20; i++) {
      Channel<Integer> there = Channel.make();
      Channel<Integer> reachable = Channel.make();
      REACHABLE.add(reachable);
      start(alive, "is sent to at the end", () -> reachable.receive());
      start(
          alive,
          "sends",
          () -> {
            while (!STOP.isClosed()) {
              there.send(1);
            }
            there.close();
          });
      start(
          alive,
          "ranges",
          () -> {
            for (int n : there) {
              TRIPS.addAndGet(n);
            }
          });
      start(
          alive,
          "sleeps",
          () -> {
            while (!STOP.isClosed()) {
              Time.sleep(Duration.ofMillis(1));
            }
          });
      start(
          alive,
          "is canceled by time",
          () -> {
            while (!STOP.isClosed()) {
              try (var c = Context.background().withTimeout(Duration.ofMillis(2))) {
                c.done().receive();
              }
            }
          });
    }
  }

  private static void start(WaitGroup alive, String name, Task body) {
    alive.add(1);
    go(
        name,
        () -> {
          try {
            body.run();
          } finally {
            alive.done();
          }
        });
  }

  /** In a method of its own, which keeps nobody. */
  private static void startLeaks() {
    go("channel", () -> Channel.<Integer>make().receive());
    go(
        "select",
        () -> {
          Channel<Integer> a = Channel.make();
          Channel<Integer> b = Channel.make();
          select(onReceive(a, v -> {}), onSend(b, 1, () -> {}));
        });
    go(
        "mutex",
        () -> {
          var m = new Mutex();
          m.lock();
          m.lock();
        });
    go(
        "cond",
        () -> {
          var m = new Mutex();
          m.lock();
          new Cond(m).await();
        });
    go(
        "group",
        () -> {
          var g = new WaitGroup();
          g.add(1);
          g.await();
        });
    go("semaphore", () -> new Semaphore(0).acquire(1));
    go("context", () -> Context.background().withCancel().done().receive());
    go(
        "pipeline",
        () -> {
          Channel<Integer> c = Channel.make();
          go("pipeline", () -> c.receive());
          Channel.<Integer>make().receive();
          c.send(1);
        });
  }

  private static final List<String> LEAKS =
      List.of("channel", "select", "mutex", "cond", "group", "semaphore", "context", "pipeline");

  private static void awaitThatAllWait() throws InterruptedException {
    while (Goroutines.list().stream()
        .anyMatch(g -> LEAKS.contains(g.name()) && !g.state().equals("waiting"))) {
      Thread.sleep(1);
    }
  }
}
