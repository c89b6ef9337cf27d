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
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

  /**
   * Told by their turns, not by time: where the machine is busy it only takes longer. While it
   * keeps a carrier from its processor the one on that has no turns; it counts less the longer this
   * goes on. If some get less all the time, this does not end.
   */
  @Test
  void manyThatOnlyYieldGetEquallyMuch() throws Exception {
    int n = 64;
    var turns = new AtomicLongArray(n);
    yieldInLoops(
        n,
        me -> turns.setRelease(me, turns.getPlain(me) + 1),
        () -> sumOf(turns) >= n * 20_000L && leastOf(turns) * 2.0 * n > sumOf(turns));
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

  /**
   * Their turns are too short to make the carriers stuck, and too long to wait for 61 of them. The
   * median: who is kept from a processor meanwhile sees more of them.
   */
  @Test
  void whatComesFromOutsideDoesNotWaitForManyLongTurns() throws Exception {
    var stop = new AtomicBoolean();
    var turns = new AtomicInteger();
    var all = new WaitGroup();
    for (int i = 0; i < 2 * PROCS; i++) {
      all.go(() -> {
        while (!stop.get()) {
          long end = System.nanoTime() + 7_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          turns.incrementAndGet();
          gosched();
        }
      });
    }
    Thread.sleep(50);
    var waited = new int[15];
    for (int i = 0; i < waited.length; i++) {
      var seen = new CompletableFuture<Integer>();
      int before = turns.get();
      go(() -> seen.complete(turns.get() - before)); // by a platform thread: into the global queue
      waited[i] = seen.get();
    }
    stop.set(true);
    all.await();
    Arrays.sort(waited);
    assertThat(waited[waited.length / 2]).as("turns: %s", Arrays.toString(waited)).isLessThan(20);
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
    while (spawned.get() < 1000 || trips.get() < 1000 || ticks.get() < 50) {
      Thread.sleep(1); // under the limit that every test has
    }
    stop.set(true);
    all.await();
  }
}
