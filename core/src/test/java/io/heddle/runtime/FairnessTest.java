// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static io.heddle.Go.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.WithMaxProcs;
import io.heddle.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who is ready gets to run, whatever the others do. */
@WithMaxProcs(FairnessTest.PROCS)
class FairnessTest {
  static final int PROCS = 2;

  @Test
  void manyThatOnlyYieldGetEquallyMuch() throws Exception {
    assertThat(leastShare(64)).isGreaterThan(0.5);
  }

  /** Two of them share a carrier, the third has the other; but not always the same. */
  @Test
  void soDoMoreThanThereAreCarriers() throws Exception {
    assertThat(leastShare(3)).isGreaterThan(0.5);
  }

  /** What the least served of n goroutines that yield in a loop has, as a part of the mean. */
  private static double leastShare(int n) throws InterruptedException {
    var turns = new long[n];
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    for (int i = 0; i < n; i++) {
      int me = i;
      all.go(() -> {
        while (!stop.get()) {
          turns[me]++;
          gosched();
        }
      });
    }
    Thread.sleep(1000);
    stop.set(true);
    all.await();
    var summary = Arrays.stream(turns).summaryStatistics();
    return summary.getMin() / summary.getAverage();
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
