// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Sites;
import io.heddle.internal.sched.Goroutine;
import org.jspecify.annotations.Nullable;

/** The goroutine of a plain {@code go}: it runs a task. */
class GoStatement extends Goroutine {
  private @Nullable Task task;

  GoStatement(Task task, @Nullable Object inherited) {
    this(task, inherited, Sites.of(task));
  }

  GoStatement(Task task, @Nullable Object inherited, @Nullable StackTraceElement site) {
    super(site, inherited);
    this.task = task;
  }

  @Override
  protected final void body() throws Exception {
    var t = task;
    task = null; // what only the task names is garbage once it no longer needs it
    if (t != null) {
      t.run();
    }
  }
}
