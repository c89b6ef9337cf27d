// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The {@code hog} scenario: ping-pong while as many goroutines as there are processors compute, for
 * three seconds at most: where nobody relieves the hogs, N round trips take just that long.
 */
public final class Hog {
  private static final long LIMIT = 3_000_000_000L;

  /** The subject's own words for what the scenario needs. */
  public interface Parts {
    /**
     * N round trips between two goroutines, each with {@code before} and {@code after} around it.
     */
    void pingPong(int n, Runnable before, Runnable after) throws Exception;

    /** Starts a goroutine that computes; the handle waits for its end. */
    Repetition start(Runnable hog) throws Exception;
  }

  public static Map<String, Double> measure(int n, Parts parts) throws Exception {
    for (long begin = System.nanoTime(); System.nanoTime() - begin < 500_000_000; ) {
      parts.pingPong(n, () -> {}, () -> {});
    }
    var clock = new Clock(n);
    long begin = System.nanoTime();
    var stop = new AtomicBoolean();
    var hogs = new Repetition[Runtime.getRuntime().availableProcessors()];
    for (int i = 0; i < hogs.length; i++) {
      hogs[i] = parts.start(() -> hog(stop));
    }
    parts.pingPong(n, clock::before, clock::after);
    double total = System.nanoTime() - begin;
    stop.set(true);
    for (var hog : hogs) {
      hog.run();
    }
    Arrays.sort(clock.latencies);
    return Map.of(
        "time", total / n,
        "p50", (double) clock.latencies[n / 2],
        "p99", (double) clock.latencies[(int) (n * 99L / 100)],
        "max", (double) clock.latencies[n - 1]);
  }

  private static void hog(AtomicBoolean stop) {
    long x = 1;
    for (long begin = System.nanoTime(); !stop.get() && System.nanoTime() - begin < LIMIT; ) {
      x = Spin.spin(x, 10_000);
    }
    Spin.keep(x);
  }

  private static final class Clock {
    final long[] latencies;
    private int next;
    private long sent;

    Clock(int n) {
      latencies = new long[n];
    }

    void before() {
      sent = System.nanoTime();
    }

    void after() {
      latencies[next++] = System.nanoTime() - sent;
    }
  }

  private Hog() {}
}
