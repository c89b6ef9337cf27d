// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.Go;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** What jnats runs its tasks in: a goroutine for each, with a name that dumps show. */
final class GoroutineThreads extends AbstractExecutorService {
  private volatile String name;

  GoroutineThreads(String name) {
    this.name = name;
  }

  /** What the next goroutines are called. */
  void name(String newName) {
    name = newName;
  }

  @Override
  public void execute(Runnable task) {
    Go.go(name, task::run);
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
