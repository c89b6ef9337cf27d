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
    /** N round trips between two goroutines; {@code after} is told of the end of each. */
    void pingPong(int n, Runnable after) throws Exception;

    /** Starts a goroutine that computes; the handle waits for its end. */
    Repetition start(Runnable hog) throws Exception;
  }

  /** Three times; the last one counts, with what hogs make of the code compiled. */
  public static Map<String, Double> measure(int n, Parts parts) throws Exception {
    for (long begin = System.nanoTime(); System.nanoTime() - begin < 500_000_000; ) {
      parts.pingPong(n, () -> {});
    }
    besideHogs(n, parts);
    besideHogs(n, parts);
    return besideHogs(n, parts);
  }

  private static Map<String, Double> besideHogs(int n, Parts parts) throws Exception {
    long begin = System.nanoTime();
    var clock = new Clock(n, begin);
    var stop = new AtomicBoolean();
    var hogs = new Repetition[Runtime.getRuntime().availableProcessors()];
    for (int i = 0; i < hogs.length; i++) {
      hogs[i] = parts.start(() -> hog(stop));
    }
    parts.pingPong(n, clock::tick);
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

  /** Each round trip from the end of the one before; the first from the start of the hogs. */
  private static final class Clock {
    final long[] latencies;
    private int next;
    private long last;

    Clock(int n, long begin) {
      latencies = new long[n];
      last = begin;
    }

    void tick() {
      long now = System.nanoTime();
      latencies[next++] = now - last;
      last = now;
    }
  }

  private Hog() {}
}
