// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The run queue of a carrier: what its owner does, and what a thief adds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RunQueueBenchmark {
  private static final int STOLEN = 64;

  private final RunQueue queue = new RunQueue();
  private final Ready ready = new Ready.Foreign(() -> {});
  private final Ready[] loot = new Ready[RunQueue.CAPACITY];

  /** One put, one take, by the owner. */
  @Benchmark
  public @Nullable Object putTake() {
    queue.put(ready);
    return queue.take();
  }

  /** 64 put, 32 stolen, 32 taken: per call, not per goroutine. */
  @Benchmark
  public @Nullable Object putStealTake() {
    for (int i = 0; i < STOLEN; i++) {
      queue.put(ready);
    }
    int stolen = queue.takeHalf(loot);
    Object last = null;
    for (int i = stolen; i < STOLEN; i++) {
      last = queue.take();
    }
    return last;
  }
}
