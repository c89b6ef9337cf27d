// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** What jnats runs its tasks in: a goroutine for each, with a name that dumps show. */
final class GoroutineThreads extends AbstractExecutorService {
  private volatile String name;
  private final boolean platform;

  private GoroutineThreads(String name, boolean platform) {
    this.name = name;
    this.platform = platform;
  }

  GoroutineThreads(String name) {
    this(name, false);
  }

  /**
   * A platform thread for each instead: for the one that only waits for the socket, which a
   * goroutine would do by way of the JDK's poller, and behind those that keep the carriers.
   */
  static ExecutorService platform(String name) {
    return new GoroutineThreads(name, true);
  }

  /** What the next goroutines are called. */
  void name(String newName) {
    name = newName;
  }

  @Override
  public void execute(Runnable task) {
    if (platform) {
      Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(name).start(task);
    } else {
      Go.go(name, task::run);
    }
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
