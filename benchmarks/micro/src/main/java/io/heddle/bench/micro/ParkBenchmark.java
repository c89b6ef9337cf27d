// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.micro;

import static io.heddle.Go.go;

import io.heddle.Go;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a switch costs without a channel around it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
public class ParkBenchmark {
  private static final int TURNS = 10_000;

  /** Whose turn it is: true the first's. */
  private volatile boolean first;

  /** Two goroutines wake each other in turn. */
  @Benchmark
  @OperationsPerInvocation(2 * TURNS)
  public void parkUnpark() throws InterruptedException {
    first = true;
    var threads = new Thread[2];
    threads[0] = Go.threadFactory().newThread(() -> alternate(threads, true));
    threads[1] = Go.threadFactory().newThread(() -> alternate(threads, false));
    for (var thread : threads) {
      thread.start();
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  private void alternate(Thread[] threads, boolean mine) {
    for (int i = 0; i < TURNS; i++) {
      while (first != mine) {
        LockSupport.park();
      }
      first = !mine;
      LockSupport.unpark(threads[mine ? 1 : 0]);
    }
  }

  /** Two goroutines on as many carriers as there are, each yielding to whoever waits. */
  @Benchmark
  @OperationsPerInvocation(2 * TURNS)
  public void gosched() throws InterruptedException {
    var one = go(ParkBenchmark::yieldOften);
    var two = go(ParkBenchmark::yieldOften);
    one.join();
    two.join();
  }

  private static void yieldOften() {
    for (int i = 0; i < TURNS; i++) {
      Go.gosched();
    }
  }

  /** A goroutine that does nothing, from start to end. */
  @Benchmark
  @OperationsPerInvocation(TURNS)
  public void goJoin() throws InterruptedException {
    go(
            () -> {
              for (int i = 0; i < TURNS; i++) {
                go(() -> {}).join();
              }
            })
        .join();
  }
}
