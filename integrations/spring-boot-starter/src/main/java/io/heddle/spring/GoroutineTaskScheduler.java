// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * Runs each scheduled task in a goroutine of its own; tasks with a fixed delay share one, because
 * they run one after another anyway. Otherwise the same as {@code SimpleAsyncTaskScheduler}.
 */
public final class GoroutineTaskScheduler extends SimpleAsyncTaskScheduler {
  private static final long serialVersionUID = 1;

  private final transient RunningTasks tasks;

  /**
   * Makes a scheduler.
   *
   * @param prefix the beginning of the goroutines' names
   * @param tasks the tasks of the application, to which the scheduled tasks belong
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
