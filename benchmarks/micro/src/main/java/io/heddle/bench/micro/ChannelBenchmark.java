// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.micro;

import io.heddle.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Channel operations that never wait, by one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChannelBenchmark {
  private final Channel<String> buffered = Channel.make(16);
  private final Channel<String> unbuffered = Channel.make();
  private final Channel<String> closed = Channel.make();

  @Setup
  public void close() {
    closed.close();
  }

  @Benchmark
  public @Nullable String sendReceive() throws InterruptedException {
    buffered.send("");
    return buffered.receive();
  }

  @Benchmark
  public Object trySendTryReceive() {
    buffered.trySend("");
    return buffered.tryReceive();
  }

  /** Nobody there. */
  @Benchmark
  public Object tryReceiveInVain() {
    return unbuffered.tryReceive();
  }

  /** As of a context's {@code done()} once it is cancelled. */
  @Benchmark
  public @Nullable String receiveClosed() throws InterruptedException {
    return closed.receive();
  }

  @Benchmark
  public Channel<String> make() {
    return Channel.make();
  }
}
