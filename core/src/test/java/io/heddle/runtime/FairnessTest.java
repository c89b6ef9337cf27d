// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static io.heddle.Go.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.WithMaxProcs;
import io.heddle.time.Ticker;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is ready gets to run, whatever the others do. */
@WithMaxProcs(FairnessTest.PROCS)
class FairnessTest {
  static final int PROCS = 2;

  /** Told by their turns, not by time: where the machine is busy it only takes longer. */
  @Test
  void manyThatOnlyYieldGetEquallyMuch() throws Exception {
    int n = 64;
    var turns = new AtomicLongArray(n);
    yieldInLoops(
        n, me -> turns.setRelease(me, turns.getPlain(me) + 1), () -> sumOf(turns) >= n * 20_000L);
    assertThat(leastOf(turns) * (double) n / sumOf(turns)).isGreaterThan(0.5);
  }

  /**
   * Two of them share a carrier, the third has the other; but not always the same. However the
   * machine shares its processors out, each two meet again and again: if not, this does not end.
   */
  @Test
  void soDoMoreThanThereAreCarriers() throws Exception {
    var last = new ConcurrentHashMap<Thread, Integer>();
    var meetings = new AtomicLongArray(3); // by who is not there
    yieldInLoops(
        3,
        me -> {
          var former = last.put(JdkInternals.currentCarrier(), me);
          if (former != null && former != me) {
            meetings.incrementAndGet(3 - me - former);
          }
        },
        () -> leastOf(meetings) >= 1000);
  }

  /** Until {@code enough}, n goroutines take turns, and each tells its number at each turn. */
  private static void yieldInLoops(int n, IntConsumer turn, BooleanSupplier enough)
      throws InterruptedException {
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    for (int i = 0; i < n; i++) {
      int me = i;
      all.go(() -> {
        while (!stop.get()) {
          turn.accept(me);
          gosched();
        }
      });
    }
    try {
      while (!enough.getAsBoolean()) {
        Thread.sleep(1);
      }
    } finally {
      stop.set(true);
    }
    all.await();
  }

  private static long sumOf(AtomicLongArray counts) {
    return IntStream.range(0, counts.length()).mapToLong(counts::get).sum();
  }

  private static long leastOf(AtomicLongArray counts) {
    return IntStream.range(0, counts.length()).mapToLong(counts::get).min().orElseThrow();
  }

  /** Their turns are too short to make the carriers stuck, and too long to wait for 61 of them. */
  @Test
  void whatComesFromOutsideDoesNotWaitForManyLongTurns() throws Exception {
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    for (int i = 0; i < 2 * PROCS; i++) {
      all.go(() -> {
        while (!stop.get()) {
          long end = System.nanoTime() + 7_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          gosched();
        }
      });
    }
    Thread.sleep(50);
    long begin = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      var started = new CountDownLatch(1);
      go(started::countDown); // by a platform thread: into the global queue
      started.await();
    }
    long waited = System.nanoTime() - begin;
    stop.set(true);
    all.await();
    assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aSpawnerAPairAndATimerAllGetOn() throws Exception {
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    var spawned = new AtomicLong();
    var trips = new AtomicLong();
    var ticks = new AtomicLong();
    all.go(() -> {
      while (!stop.get()) {
        go(spawned::incrementAndGet);
        gosched();
      }
    });
    var ping = Channel.<Integer>make();
    var pong = Channel.<Integer>make();
    all.go(() -> {
      for (int i : ping) {
        pong.send(i);
      }
    });
    all.go(() -> {
      while (!stop.get()) {
        ping.send(1);
        pong.receive();
        trips.incrementAndGet();
      }
      ping.close();
    });
    all.go(() -> {
      try (var ticker = new Ticker(Duration.ofMillis(5))) {
        while (!stop.get()) {
          ticker.channel().receive();
          ticks.incrementAndGet();
        }
      }
    });
    Thread.sleep(1000);
    stop.set(true);
    all.await();
    assertThat(spawned.get()).isGreaterThan(1000);
    assertThat(trips.get()).isGreaterThan(1000);
    assertThat(ticks.get()).isGreaterThan(50);
  }
}
