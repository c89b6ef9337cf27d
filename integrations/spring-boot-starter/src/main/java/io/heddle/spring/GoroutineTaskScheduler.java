// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * Runs each scheduled task in a goroutine of its own; those with a fixed delay share one, as they
 * wait for each other anyway. As {@code SimpleAsyncTaskScheduler} otherwise.
 */
public final class GoroutineTaskScheduler extends SimpleAsyncTaskScheduler {
  private static final long serialVersionUID = 1;

  private final transient RunningTasks tasks;

  /**
   * With names that begin with {@code prefix}.
   *
   * @param prefix of the goroutines' names
   * @param tasks where they count
   */
  public GoroutineTaskScheduler(String prefix, RunningTasks tasks) {
    this.tasks = tasks;
    setThreadNamePrefix(prefix);
  }

  @Override
  protected Thread newThread(Runnable task) {
    return tasks.thread(nextThreadName(), task);
  }
}
