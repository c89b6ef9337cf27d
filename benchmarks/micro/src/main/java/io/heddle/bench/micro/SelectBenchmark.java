// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.micro;

import static io.heddle.Go.go;
import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Selects by the number of their cases: with nothing ready, with one ready, and with a wait. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
public class SelectBenchmark {
  private static final int WAITS = 10_000;

  @Param({"2", "8"})
  public int cases;

  private final Channel<Integer> idle = Channel.make();
  private final Selector nothing = new Selector();
  private final Channel<Integer> closed = Channel.make();
  private final Selector ready = new Selector();

  @Setup
  public void prepare() {
    closed.close();
    ready.receive(closed);
    nothing.receive(idle);
    for (int i = 1; i < cases; i++) {
      nothing.receive(Channel.<Integer>make());
      ready.receive(Channel.<Integer>make());
    }
  }

  @Benchmark
  public @Nullable Object noneReady() {
    return nothing.trySelect();
  }

  @Benchmark
  public Object oneReady() throws InterruptedException {
    return ready.select();
  }

  /** The expression form of two cases, whatever {@code cases} says. */
  @Benchmark
  public @Nullable Object expression() throws InterruptedException {
    return select(receive(idle, v -> v), otherwise(() -> 0));
  }

  /** Registers with all channels, parks, is woken, withdraws; a value per wait. */
  @Benchmark
  @OperationsPerInvocation(WAITS)
  public void register() throws InterruptedException {
    Channel<Integer> busy = Channel.make();
    var sender =
        go(() -> {
          for (int i = 0; i < WAITS; i++) {
            busy.send(i);
          }
        });
    var receiver =
        go(() -> {
          var selector = new Selector();
          selector.receive(busy);
          for (int i = 1; i < cases; i++) {
            selector.receive(Channel.<Integer>make());
          }
          for (int i = 0; i < WAITS; i++) {
            selector.select();
          }
        });
    sender.join();
    receiver.join();
  }
}
