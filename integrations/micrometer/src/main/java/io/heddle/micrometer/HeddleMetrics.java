// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Metrics;
import io.heddle.runtime.Scheduling;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Provides {@link Scheduling#metrics} as meters: {@code new HeddleMetrics().bindTo(registry)}, once
 * for each registry.
 *
 * <p>Gauges: {@code heddle.goroutines} by {@code state} (running, runnable, waiting), {@code
 * heddle.maxprocs}, {@code heddle.queue} by {@code kind} (global, carriers). Counters: {@code
 * heddle.goroutines.started}, {@code heddle.switches}, {@code heddle.yields}, {@code heddle.parks},
 * {@code heddle.steals}, {@code heddle.wakeups}, {@code heddle.hog.reliefs}. A timer with a
 * histogram: {@code heddle.ready.latency}, how long goroutines were ready before they ran.
 *
 * <p>Nothing runs in the background: the values, including the latencies measured since the last
 * reading, are read when the registry reads a meter, at most ten times a second. One turn in 256 is
 * timed. If there are more than 10,000 latencies in one reading, an even sample of them is
 * recorded, so the shape of the histogram is meaningful, but not its sum.
 */
public final class HeddleMetrics implements MeterBinder {
  /*
   * Micrometer has no histogram that is read from outside, so what the scheduler counted since the last
   * reading is recorded in a timer, each time in the middle of its bucket (the scheduler's are a
   * quarter of their value wide).
   * Locking: `this`, which guards what is below, one reader at a time.
   */
  private static final long FRESH_NANOS = 100_000_000;
  private static final long MOST_RECORDED = 10_000;

  private static final Duration[] BOUNDS = {
    Duration.ofNanos(1_000), Duration.ofNanos(2_000), Duration.ofNanos(5_000),
    Duration.ofNanos(10_000), Duration.ofNanos(20_000), Duration.ofNanos(50_000),
    Duration.ofNanos(100_000), Duration.ofNanos(200_000), Duration.ofNanos(500_000),
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
    Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50),
    Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500),
    Duration.ofSeconds(1)
  };

  private final Tags tags;
  private @Nullable Timer latency;
  private @Nullable Metrics last;
  private long taken;
  private Metrics.Histogram recorded = new Metrics.Histogram(List.of());

  /** Makes a binder without further tags. */
  public HeddleMetrics() {
    this(List.of());
  }

  /**
   * Makes a binder that adds tags to each meter.
   *
   * @param tags the tags
   */
  public HeddleMetrics(Iterable<Tag> tags) {
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters. Each object is for one registry.
   *
   * @param registry the registry
   * @throws IllegalStateException if it was bound before
   */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    if (latency != null) {
      throw new IllegalStateException("a HeddleMetrics is for one registry; make another one");
    }
    latency =
        Timer.builder("heddle.ready.latency")
            .description("How long goroutines were ready before they ran; one turn in 256 is timed")
            .tags(tags)
            .serviceLevelObjectives(BOUNDS)
            .minimumExpectedValue(BOUNDS[0])
            .maximumExpectedValue(BOUNDS[BOUNDS.length - 1])
            .register(registry);
    recorded = Scheduling.metrics().latency();

    state(registry, "running", m -> m.goroutines().running());
    state(registry, "runnable", m -> m.goroutines().runnable());
    state(registry, "waiting", m -> m.goroutines().waiting());
    gauge(registry, "heddle.maxprocs", "Goroutines that may run at once", tags, Metrics::maxProcs);
    queue(registry, "global", Metrics::globalQueue);
    queue(registry, "carriers", m -> m.queues().stream().mapToInt(Integer::intValue).sum());

    counter(registry, "goroutines.started", "Goroutines started", Metrics::started);
    counter(registry, "switches", "Turns of goroutines on carriers", Metrics::switches);
    counter(registry, "yields", "Turns after which the goroutine was ready", Metrics::yields);
    counter(registry, "parks", "Turns after which the goroutine waited", Metrics::parks);
    counter(registry, "steals", "Goroutines taken from another carrier's queue", Metrics::steals);
    counter(registry, "wakeups", "Carriers woken because there was work", Metrics::wakeUps);
    counter(
        registry, "hog.reliefs", "Carriers replaced, held by one goroutine", Metrics::hogReliefs);
  }

  private void state(MeterRegistry registry, String state, ToDoubleFunction<Metrics> value) {
    gauge(registry, "heddle.goroutines", "Goroutines", tags.and("state", state), value);
  }

  private void queue(MeterRegistry registry, String kind, ToDoubleFunction<Metrics> value) {
    gauge(registry, "heddle.queue", "Goroutines in run queues", tags.and("kind", kind), value);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Tags all,
      ToDoubleFunction<Metrics> value) {
    Gauge.builder(name, () -> value.applyAsDouble(now()))
        .description(description)
        .tags(all)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Metrics> value) {
    FunctionCounter.builder("heddle." + name, this, m -> value.applyAsDouble(m.now()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private synchronized Metrics now() {
    var metrics = last;
    long time = System.nanoTime();
    if (metrics == null || time - taken > FRESH_NANOS) {
      metrics = Scheduling.metrics();
      last = metrics;
      taken = time;
      record(metrics.latency());
    }
    return metrics;
  }

  private void record(Metrics.Histogram all) {
    var added = all.since(recorded);
    recorded = all;
    long each = added.count() / MOST_RECORDED + 1;
    for (var bucket : added.buckets()) {
      var middle = bucket.from().plus(bucket.to()).dividedBy(2);
      for (long i = Math.ceilDiv(bucket.count(), each); latency != null && i > 0; i--) {
        latency.record(middle);
      }
    }
  }
}
