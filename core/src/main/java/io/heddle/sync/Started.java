// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.sched.Goroutine;

/** A goroutine that a group started; the group overrides {@link #ended} to hear of its end. */
abstract class Started extends Goroutine {
  private final Task task;

  /**
   * @param current what is {@link Context#current} in it
   */
  Started(Task task, Context current) {
    super(Sites.of(task), current);
    this.task = task;
  }

  @Override
  protected void body() throws Throwable {
    task.run();
  }
}
