// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The timer heap among few and many others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TimerHeapBenchmark {
  /** How many others stand in the heap. */
  @Param({"10", "1000", "1000000"})
  public int others;

  private final SplittableRandom random = new SplittableRandom(1);
  private final TimerHeap heap = new TimerHeap();
  private final TimerTask task = new Nothing();

  @Setup
  public void fill() {
    for (int i = 0; i < others; i++) {
      var other = new Nothing();
      other.when = random.nextLong(1_000_000_000);
      heap.add(other);
    }
  }

  /** Armed for some time, then stopped: what nearly all timers live. */
  @Benchmark
  public void addRemove() {
    task.when = random.nextLong(1_000_000_000);
    heap.add(task);
    heap.remove(task);
  }

  /** The first is due and armed again for later: a ticker. */
  @Benchmark
  public void expireRearm() {
    var first = heap.first();
    if (first != null) {
      heap.remove(first);
      first.when += random.nextLong(1_000_000_000);
      heap.add(first);
    }
  }

  private static final class Nothing extends TimerTask {
    @Override
    protected void fire(long now) {}
  }
}
