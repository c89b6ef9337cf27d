// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.runtime.Scheduling;
import io.heddle.sync.WaitGroup;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeddleMetricsTest {
  private static void switchOften() throws InterruptedException {
    var all = new WaitGroup();
    for (int i = 0; i < 4; i++) {
      all.go(() -> {
        for (int n = 0; n < 2_000; n++) {
          Go.gosched();
        }
      });
    }
    all.await();
  }

  @Test
  void countsWhatTheSchedulerCounts() throws Exception {
    var registry = new SimpleMeterRegistry();
    new HeddleMetrics(Tags.of("app", "shop")).bindTo(registry);
    var release = Channel.<Void>make();
    var blocked = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      blocked.go(release::receive);
    }
    switchOften();

    while (registry.get("heddle.goroutines").tag("state", "waiting").gauge().value() < 3) {
      Thread.sleep(10); // under the limit of each test
    }
    assertThat(registry.get("heddle.maxprocs").tag("app", "shop").gauge().value())
        .isEqualTo(Scheduling.maxProcs());
    assertThat(registry.get("heddle.queue").tag("kind", "global").gauge().value()).isNotNegative();
    assertThat(registry.get("heddle.goroutines.started").functionCounter().count())
        .isGreaterThanOrEqualTo(7);
    assertThat(registry.get("heddle.switches").functionCounter().count())
        .isGreaterThanOrEqualTo(8_000);
    release.close();
    blocked.await();
  }

  @Test
  void readyLatencyIsAHistogram() throws Exception {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new HeddleMetrics().bindTo(registry);
    do { // those that find nobody else ready do not switch, and some turns only are timed
      switchOften();
      Thread.sleep(150);
      registry.scrape(); // the first meter that is read records what was measured
    } while (registry.get("heddle.ready.latency").timer().count() == 0);
    assertThat(registry.scrape())
        .contains("heddle_ready_latency_seconds_bucket{le=\"1.0E-6\"}")
        .contains("heddle_ready_latency_seconds_bucket{le=\"+Inf\"}");
  }

  @Test
  void manyAtOnceAreThinnedOut() throws Exception {
    var registry = new SimpleMeterRegistry();
    new HeddleMetrics().bindTo(registry);
    var all = new WaitGroup();
    for (int i = 0; i < 8; i++) {
      all.go(() -> {
        for (int n = 0; n < 50_000; n++) {
          Go.gosched();
        }
      });
    }
    all.await();
    Thread.sleep(150);
    registry.get("heddle.maxprocs").gauge().value();
    assertThat(registry.get("heddle.ready.latency").timer().count()).isBetween(1L, 10_500L);
  }

  @Test
  void oneIsForOneRegistry() {
    var metrics = new HeddleMetrics();
    metrics.bindTo(new SimpleMeterRegistry());
    assertThatThrownBy(() -> metrics.bindTo(new SimpleMeterRegistry()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a HeddleMetrics is for one registry; make another one");
  }

  /** The dashboard asks for nothing that there is not. */
  @Test
  void theDashboardNamesMetersThatThereAre() throws Exception {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new HeddleMetrics().bindTo(registry);
    var there = registry.scrape();
    var dashboard = Files.readString(Path.of("grafana-dashboard.json"));
    var named =
        Pattern.compile("heddle_\\w+")
            .matcher(dashboard)
            .results()
            .map(m -> m.group())
            .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(8).allSatisfy(n -> assertThat(there).contains(n));
  }
}
