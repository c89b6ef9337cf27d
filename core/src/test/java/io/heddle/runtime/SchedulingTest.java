// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.testing.Child.ACCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Child;
import io.heddle.testing.Child.Ended;
import io.heddle.testing.OnCarriers;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class SchedulingTest {
  private static final int MOST = 6;

  @Test
  void maxProcsIsPositive() {
    assertThat(Scheduling.maxProcs()).isPositive();
    assertThatThrownBy(() -> Scheduling.maxProcs(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxProcs must be at least 1, not 0");
  }

  @Test
  @EnabledIfSystemProperty(named = "heddle.scheduler", matches = "jdk")
  void theJdksSchedulerCanNotBeChanged() {
    assertThatThrownBy(() -> Scheduling.maxProcs(3))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** Up and down at random while goroutines pass values on: none is lost, and all get through. */
  @Test
  @OnCarriers
  void maxProcsChangesUnderLoad() throws Exception {
    int configured = Scheduling.maxProcs();
    long seed = System.nanoTime();
    System.out.println("SchedulingTest seed " + seed);
    var random = new Random(seed);
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    var sums = new long[8];
    for (int i = 0; i < sums.length; i++) {
      int me = i;
      all.go(() -> sums[me] = exchange(stop));
    }
    try {
      int now = configured;
      for (int i = 0; i < Scale.of(300); i++) {
        int next = 1 + random.nextInt(MOST);
        assertThat(Scheduling.maxProcs(next)).isEqualTo(now);
        now = next;
        assertThat(Scheduling.maxProcs()).isEqualTo(now);
        Thread.sleep(random.nextInt(3));
      }
    } finally {
      Scheduling.maxProcs(configured);
      stop.set(true);
    }
    all.await();
    assertThat(sums).isEqualTo(new long[sums.length]);
  }

  /** They contend with carriers that retire and come back: nobody waits for who cannot run. */
  @Test
  @OnCarriers
  void goroutinesMayChangeItAtOnce() throws Exception {
    int configured = Scheduling.maxProcs();
    int times = Scale.of(3_000);
    try {
      var all = new ArrayList<Thread>();
      for (int i = 0; i < MOST; i++) {
        var random = new SplittableRandom(i);
        all.add(
            Go.go(() -> {
              for (int k = 0; k < times; k++) {
                Scheduling.maxProcs(1 + random.nextInt(MOST));
                Go.gosched();
              }
            }));
      }
      for (var t : all) {
        assertThat(t.join(Duration.ofSeconds(20))).as("it has ended").isTrue();
      }
    } finally {
      Scheduling.maxProcs(configured);
    }
  }

  /** What was sent less what was received, over a channel between two goroutines. */
  private static long exchange(AtomicBoolean stop) throws InterruptedException {
    var c = Channel.<Integer>make();
    var received = new long[1];
    var receiver = new WaitGroup();
    receiver.go(() -> {
      for (int x : c) {
        received[0] += x;
      }
    });
    long sent = 0;
    for (int i = 0; !stop.get(); i++) {
      c.send(i);
      sent += i;
      var spawned = new AtomicInteger();
      if (i % 16 == 0) {
        var group = new WaitGroup();
        group.go(spawned::incrementAndGet);
        group.go(spawned::incrementAndGet);
        group.await();
        assertThat(spawned.get()).isEqualTo(2);
      }
    }
    c.close();
    receiver.await();
    return sent - received[0];
  }

  @Test
  @Tag("once")
  void theStartTellsHowMany() throws Exception {
    var three = new Ended(0, "maxProcs 3\n", "");
    assertThat(Child.run("maxProcs", ACCESS, "-Dheddle.maxprocs=3")).isEqualTo(three);
    assertThat(Child.run(Map.of("HEDDLE_MAXPROCS", "3"), "maxProcs", ACCESS)).isEqualTo(three);
    assertThat(Child.run(Map.of("HEDDLE_MAXPROCS", "5"), "maxProcs", ACCESS, "-Dheddle.maxprocs=3"))
        .isEqualTo(three);
    assertThat(Child.run("maxProcs", ACCESS, "-XX:ActiveProcessorCount=3")).isEqualTo(three);
  }

  @Test
  @Tag("once")
  void aStartThatMakesNoSenseIsReported() throws Exception {
    int available = Runtime.getRuntime().availableProcessors();
    for (var wrong : new String[] {"0", "-1", "many"}) {
      assertThat(Child.run("maxProcs", ACCESS, "-Dheddle.maxprocs=" + wrong))
          .isEqualTo(
              new Ended(
                  0,
                  "maxProcs " + available + "\n",
                  "heddle: maxprocs must be a whole number above 0, not " + wrong + "\n"));
    }
  }

  /** No more goroutines run at the same instant than were asked for. */
  @Test
  @Tag("once")
  void maxProcsBoundsWhatRunsAtOnce() throws Exception {
    var flags = new String[] {ACCESS, "-Dheddle.extracarriers=0", "-Dheddle.maxprocs=4"};
    assertThat(Child.run("atOnce", flags)).isEqualTo(new Ended(0, "4 then 2 then 6\n", ""));
  }

  @Test
  @Tag("once")
  void schedTraceHasGosShape() throws Exception {
    var ended = Child.run("sleeps", ACCESS, "-Dheddle.schedtrace=50", "-Dheddle.maxprocs=2");

    assertThat(ended.status()).isZero();
    assertThat(ended.err().lines())
        .hasSizeGreaterThan(2)
        .allSatisfy(line ->
            assertThat(line)
                .matches(
                    "SCHED \\d+ms: gomaxprocs=2 idleprocs=\\d threads=\\d+ spinningthreads=\\d"
                        + " needspinning=0 idlethreads=\\d runqueue=\\d+ \\[( \\d+)+ ]"
                        + " schedticks=\\[( \\d+)+ ]"));
  }
}
