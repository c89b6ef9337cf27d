// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static io.heddle.Go.gosched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.runtime.Metrics.Histogram;
import io.heddle.runtime.Metrics.Histogram.Bucket;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Blocked;
import io.heddle.testing.OnCarriers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class MetricsTest {
  private static final int MANY = 10_000;

  @Test
  void goroutinesAreCountedByState() throws Exception {
    var before = Scheduling.metrics();
    var gate = Channel.<Integer>make();
    var all = new WaitGroup();
    var waiting = new Thread[100];
    for (int i = 0; i < waiting.length; i++) {
      all.add(1);
      waiting[i] =
          go(() -> {
            gate.receive();
            all.done();
          });
    }
    Blocked.await(waiting);
    var stop = new AtomicBoolean();
    var hog =
        go(() -> {
          while (!stop.get()) {
            Thread.onSpinWait();
          }
        });
    while (Scheduling.metrics().goroutines().running() == 0) {
      Thread.sleep(1);
    }

    var during = Scheduling.metrics();
    stop.set(true);
    hog.join();
    gate.close();
    all.await();

    assertThat(during.maxProcs()).isEqualTo(Scheduling.maxProcs());
    assertThat(during.started() - before.started()).isGreaterThanOrEqualTo(101);
    assertThat(during.goroutines().waiting()).isGreaterThanOrEqualTo(99);
    assertThat(during.goroutines().total()).isGreaterThanOrEqualTo(101);
  }

  @Test
  @OnCarriers
  void whatASwitchEndedWithIsCounted() throws Exception {
    var before = Scheduling.metrics();
    var c = Channel.<Integer>make();
    var receiver =
        go(() -> {
          for (int i = 0; i < MANY; i++) {
            c.receive();
          }
        });
    var sender =
        go(() -> {
          for (int i = 0; i < MANY; i++) {
            c.send(i);
          }
        });
    receiver.join();
    sender.join();
    var exchanged = Scheduling.metrics();

    assertThat(exchanged.parks() - before.parks()).as("parks").isGreaterThan(MANY / 10);
    assertThat(exchanged.switches() - before.switches())
        .as("switches")
        .isGreaterThanOrEqualTo(exchanged.parks() - before.parks());
    assertThat(exchanged.latency().since(before.latency()).count()).as("timed").isPositive();

    var yielder =
        go(() -> {
          for (int i = 0; i < 61 * MANY; i++) {
            gosched(); // when nothing else is ready it yields now and then only
          }
        });
    yielder.join();
    assertThat(Scheduling.metrics().yields() - exchanged.yields())
        .as("yields")
        .isGreaterThanOrEqualTo(MANY);
  }

  /** Its end makes who joins it ready; in the next slot, where nobody else comes for it. */
  @Test
  @OnCarriers
  void theEndOfAGoroutineMakesWhoJoinsItRunNext() throws Exception {
    var before = Scheduling.metrics();
    var joiner =
        go(() -> {
          for (int i = 0; i < MANY; i++) {
            go(() -> {}).join();
          }
        });
    joiner.join();

    var after = Scheduling.metrics();
    assertThat(after.parks() - before.parks()).as("parks").isGreaterThan(MANY / 2);
    assertThat(after.yields() - before.yields()).as("yields").isLessThan(MANY / 10);
  }

  @Test
  @OnCarriers
  void whatCarriersDoForEachOtherIsCounted() throws Exception {
    if (Scheduling.maxProcs() == 1) {
      return;
    }
    var before = Scheduling.metrics();
    while (true) {
      var all = new WaitGroup();
      for (int i = 0; i < 1000; i++) {
        all.go(() -> Thread.sleep(1));
      }
      all.await();
      var now = Scheduling.metrics();
      if (now.steals() > before.steals() && now.wakeUps() > before.wakeUps()) {
        assertThat(now.queues()).hasSizeGreaterThanOrEqualTo(now.maxProcs());
        return;
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "heddle.scheduler", matches = "jdk")
  void whatTheJdkDoesNotTellIsZero() throws Exception {
    go(() -> {}).join();

    var metrics = Scheduling.metrics();
    assertThat(metrics.started()).isPositive();
    assertThat(metrics.switches()).isZero();
    assertThat(metrics.queues()).isEmpty();
    assertThat(metrics.latency().count()).isZero();
    assertThat(metrics.latency().quantile(0.99)).isZero();
  }

  @Test
  void aHistogramTellsQuantiles() {
    var h =
        new Histogram(List.of(bucket(100, 125, 90), bucket(400, 500, 9), bucket(8000, 9000, 1)));

    assertThat(h.count()).isEqualTo(100);
    assertThat(h.quantile(0)).isEqualTo(Duration.ofNanos(125));
    assertThat(h.quantile(0.9)).isEqualTo(Duration.ofNanos(125));
    assertThat(h.quantile(0.91)).isEqualTo(Duration.ofNanos(500));
    assertThat(h.quantile(1)).isEqualTo(Duration.ofNanos(9000));
    assertThatThrownBy(() -> h.quantile(99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a share is from 0 to 1, not 99.0");

    var later = new Histogram(List.of(bucket(100, 125, 90), bucket(400, 500, 12)));
    assertThat(later.since(h).buckets()).containsExactly(bucket(400, 500, 3));
  }

  private static Bucket bucket(long from, long to, long count) {
    return new Bucket(Duration.ofNanos(from), Duration.ofNanos(to), count);
  }
}
