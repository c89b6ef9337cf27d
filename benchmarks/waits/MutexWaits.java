// SPDX-License-Identifier: Apache-2.0

import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * How long do those wait who want a mutex that 64 goroutines fight for? The bar: at p99.9 not longer than
 * 20 times the mean.
 *
 *     ./heddle run benchmarks/waits/MutexWaits.java [goroutines] [seconds]
 *
 * Two lines for each load, because both are asked: one over every lock, also those that were had at once, and
 * one over those that had to wait, longer than a lock that is free takes.
 */

static final long FREE_NANOS = 1_000;

void main(String[] args) throws Exception {
  int goroutines = args.length > 0 ? Integer.parseInt(args[0]) : 64;
  int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
  IO.println("%d goroutines, %d s each, waits in microseconds".formatted(goroutines, seconds));
  IO.println(
      "%-26s %10s %10s %10s %10s %10s %12s"
          .formatted("", "number", "mean", "p50", "p99.9", "max", "p99.9/mean"));
  run(goroutines, 1, 0, 0); // warm-up
  for (var load : new int[][] {{0, 0}, {100, 0}, {100, 1000}, {1000, 0}, {5000, 0}}) {
    run(goroutines, seconds, load[0], load[1]);
  }
}

/** Each locks, computes, unlocks, computes, again and again. */
void run(int goroutines, int seconds, int stepsInside, int stepsOutside) throws Exception {
  var mutex = new Mutex();
  var over = new AtomicBoolean();
  var waits = new Waits[goroutines];
  var all = new WaitGroup();
  for (int i = 0; i < goroutines; i++) {
    var mine = waits[i] = new Waits();
    all.go(() -> {
      long x = 1;
      while (!over.get()) {
        long before = System.nanoTime();
        mutex.lock();
        mine.add(System.nanoTime() - before);
        x = compute(x, stepsInside);
        mutex.unlock();
        x = compute(x, stepsOutside);
      }
      mine.sink = x;
    });
  }
  Thread.sleep(seconds * 1000L);
  over.set(true);
  all.await();
  if (seconds > 1) {
    var sum = new Waits();
    for (var w : waits) {
      sum.add(w);
    }
    IO.println(sum.line("%d inside, %d outside".formatted(stepsInside, stepsOutside), 0));
    IO.println(sum.line("  those who waited", FREE_NANOS));
  }
}

static long compute(long x, int steps) {
  for (int i = 0; i < steps; i++) {
    x = x * 6364136223846793005L + 1442695040888963407L;
  }
  return x;
}

/** A histogram whose buckets are 1/32 of a power of two wide. */
static final class Waits {
  static final int PARTS = 32;

  final long[] buckets = new long[64 * PARTS];
  long sink;

  void add(long nanos) {
    buckets[bucket(Math.max(1, nanos))]++;
  }

  void add(Waits other) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
  }

  static int bucket(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    long rest = nanos - (1L << power);
    return power * PARTS + (int) (power < 5 ? rest : rest >> power - 5);
  }

  static double nanos(int bucket) {
    double low = Math.pow(2, bucket / PARTS);
    return low + low * (bucket % PARTS + 0.5) / PARTS;
  }

  String line(String title, long from) {
    int first = bucket(Math.max(1, from));
    long number = 0;
    double sum = 0;
    int last = first;
    for (int i = first; i < buckets.length; i++) {
      number += buckets[i];
      sum += buckets[i] * nanos(i);
      last = buckets[i] > 0 ? i : last;
    }
    double mean = sum / Math.max(1, number);
    double high = quantile(first, number, 0.999);
    return "%-26s %10d %10.2f %10.2f %10.1f %10.1f %12.1f"
        .formatted(
            title,
            number,
            mean / 1e3,
            quantile(first, number, 0.5) / 1e3,
            high / 1e3,
            nanos(last) / 1e3,
            high / mean);
  }

  double quantile(int first, long number, double q) {
    long left = (long) Math.ceil(number * q);
    for (int i = first; i < buckets.length; i++) {
      left -= buckets[i];
      if (left <= 0) {
        return nanos(i);
      }
    }
    return 0;
  }
}
