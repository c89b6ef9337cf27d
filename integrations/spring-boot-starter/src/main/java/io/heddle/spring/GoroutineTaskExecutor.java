// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Runs each task in a goroutine of its own: what {@code @Async} and Spring MVC's asynchronous
 * requests use. A task has the values of the context of who submitted it, and is cancelled when the
 * application shuts down, not when the request ends that it came from.
 */
public final class GoroutineTaskExecutor extends SimpleAsyncTaskExecutor {
  private static final long serialVersionUID = 1;

  private final transient RunningTasks tasks;

  /**
   * With names that begin with {@code prefix}.
   *
   * @param prefix of the goroutines' names
   * @param tasks where they count
   */
  public GoroutineTaskExecutor(String prefix, RunningTasks tasks) {
    super(prefix);
    this.tasks = tasks;
  }

  @Override
  protected Thread newThread(Runnable task) {
    return tasks.thread(nextThreadName(), task);
  }
}
