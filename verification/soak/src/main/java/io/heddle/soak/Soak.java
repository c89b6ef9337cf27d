// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Metrics;
import io.heddle.runtime.Scheduling;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Everything at once, for {@code --minutes} (20), with random numbers from {@code --seed}. Status 0
 * only if in every {@code --period} of seconds (10) each kind of work has made progress, in the end
 * its books are exact and all goroutines have ended, and the heap after collections has not grown.
 * The first failure prints the seed, the scheduler's counters and the dump of all goroutines.
 */
public final class Soak {
  /*
   * The watch is a platform thread, so that nothing it watches can keep it from looking. The seed
   * fixes what the workers draw, not how they are scheduled: the same seed is the same mix, not the
   * same run.
   */
  private static final Duration HEAP_PERIOD = Duration.ofMinutes(1);
  private static final int FEWEST_HEAP_SAMPLES = 6;
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Ground ground;
  private List<Work> works;
  private final Duration length;
  private final Duration period;
  private final HeapLog heap = new HeapLog();
  private final long[] last;
  private Metrics.Histogram waited = Scheduling.metrics().latency();
  private final long begin = System.nanoTime();

  private Soak(Ground ground, Duration length, Duration period) throws IOException {
    this.ground = ground;
    this.length = length;
    this.period = period;
    works =
        List.of(
            new PingPong(ground),
            new Ring(ground),
            new FanIn(ground),
            new Selects(ground),
            new Locks(ground),
            new ReadersWriters(ground),
            new Units(ground),
            new Timers(ground),
            new Sleepers(ground),
            new Contexts(ground),
            new Spawners(ground),
            new Executors(ground),
            new Sockets(ground),
            new Hogs(ground),
            new Natives(ground),
            new Strangers(ground),
            new Overflows(ground),
            new Loaders(ground),
            new Searches(ground),
            new Stops(ground),
            new Disturber(ground));
    if (FaultyLibrary.isPossible()) {
      works = Stream.concat(works.stream(), Stream.of(new Faults(ground))).toList();
    } else {
      System.out.println("without failing allocations, for which it is to be run by java -cp");
    }
    last = new long[works.size()];
  }

  private void run() throws Exception {
    int base = Goroutines.count();
    for (var work : works) {
      work.start();
    }
    watch();
    if (!ground.end(GRACE)) {
      ground.fail("some have not ended " + GRACE.toSeconds() + " s after the end");
    }
    for (var work : works) {
      work.check();
    }
    for (int i = 0; i < 1000 && Goroutines.count() != base; i++) {
      Thread.sleep(5); // the last ones have done their work and are about to end
    }
    ground.require(
        Goroutines.count() == base, "%d goroutines, %d at the start", Goroutines.count(), base);
    ground.require(heap.isFlat(), "the heap has grown: %s", heap);
  }

  private void watch() throws InterruptedException {
    long heapPeriod = Math.min(HEAP_PERIOD.toNanos(), length.toNanos() / (FEWEST_HEAP_SAMPLES + 1));
    long nextLook = period.toNanos();
    long nextHeap = heapPeriod;
    while (elapsed() < length.toNanos()) {
      Thread.sleep(Duration.ofNanos(Math.max(0, Math.min(nextLook, nextHeap) - elapsed())));
      if (elapsed() >= nextHeap) {
        System.out.printf("%4d s heap %d kB%n", seconds(), heap.sample() / 1000);
        nextHeap += heapPeriod;
      }
      if (elapsed() >= nextLook) {
        look();
        nextLook += period.toNanos();
      }
    }
  }

  private void look() {
    var line = new StringJoiner(" ");
    for (int i = 0; i < last.length; i++) {
      long now = works.get(i).steps();
      line.add(works.get(i).name() + " " + (now - last[i]));
      if (now == last[i]) {
        ground.fail(works.get(i).name() + " has made no progress in a period: " + line);
      }
      last[i] = now;
    }
    var m = Scheduling.metrics();
    var wait = m.latency().since(waited);
    waited = m.latency();
    System.out.printf(
        "%4d s %s | goroutines %d of %d, procs %d, reliefs %d, interrupts %d, threads %d,"
            + " ready p50 %d us p99 %d us%n",
        seconds(),
        line,
        m.goroutines().total(),
        m.started(),
        m.maxProcs(),
        m.hogReliefs(),
        ground.interrupts(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        wait.quantile(0.5).toNanos() / 1000,
        wait.quantile(0.99).toNanos() / 1000);
  }

  private long elapsed() {
    return System.nanoTime() - begin;
  }

  private long seconds() {
    return Duration.ofNanos(elapsed()).toSeconds();
  }

  public static void main(String[] args) throws Exception {
    double minutes = 20;
    long seed = System.nanoTime();
    long period = 10;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--minutes" -> minutes = Double.parseDouble(args[i + 1]);
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        case "--period" -> period = Long.parseLong(args[i + 1]);
        default -> usage();
      }
    }
    if (args.length % 2 != 0) {
      usage();
    }
    System.out.printf("soak of %s minutes, seed %d%n", minutes, seed);
    var length = Duration.ofMillis((long) (minutes * 60_000));
    var soak = new Soak(new Ground(seed), length, Duration.ofSeconds(period));
    var watch =
        Thread.ofPlatform()
            .name("soak")
            .daemon(false) // those the Disturber interrupts, and main may be one of them
            .start(() -> {
              try {
                soak.run();
              } catch (Throwable e) {
                soak.ground.fail("the soak itself failed", e);
              }
            });
    watch.join();
    System.out.printf("passed, seed %d; heap after collections %s%n", seed, soak.heap);
    System.exit(0);
  }

  private static void usage() {
    System.err.println("usage: Soak [--minutes N] [--seed S] [--period SECONDS]");
    System.exit(2);
  }
}
