// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Runs each task in a goroutine of its own, for {@code @Async} and for Spring MVC's asynchronous
 * requests. A task has the values of the context of the thread that submitted it. It is cancelled
 * when the application shuts down, but not at the end of the request from which it came.
 */
public final class GoroutineTaskExecutor extends SimpleAsyncTaskExecutor {
  private static final long serialVersionUID = 1;

  private final transient RunningTasks tasks;

  /**
   * Makes an executor.
   *
   * @param prefix the beginning of the goroutines' names
   * @param tasks the tasks of the application, to which the submitted tasks belong
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
