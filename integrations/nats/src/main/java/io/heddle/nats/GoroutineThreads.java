// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What jnats runs its tasks in: a goroutine for each, with a name that dumps show. */
final class GoroutineThreads extends AbstractExecutorService {
  private volatile String name;

  /** What hears how many nanoseconds a task took; null: goroutines. */
  private final @Nullable LongConsumer platform;

  private GoroutineThreads(String name, @Nullable LongConsumer platform) {
    this.name = name;
    this.platform = platform;
  }

  GoroutineThreads(String name) {
    this(name, null);
  }

  /**
   * A platform thread for each instead: for the one that only waits for the socket, which a
   * goroutine would do by way of the JDK's poller, and behind those that keep the carriers.
   *
   * @param ended hears of the end of each, and how many nanoseconds it took
   */
  static ExecutorService platform(String name, LongConsumer ended) {
    return new GoroutineThreads(name, ended);
  }

  /** What the next goroutines are called. */
  void name(String newName) {
    name = newName;
  }

  @Override
  public void execute(Runnable task) {
    var ended = platform;
    if (ended == null) {
      Go.go(name, task::run);
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .inheritInheritableThreadLocals(false)
        .name(name)
        .start(() -> {
          long begun = System.nanoTime();
          task.run();
          ended.accept(System.nanoTime() - begun);
        });
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
