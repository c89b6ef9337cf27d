// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.sched.Goroutine;
import org.jspecify.annotations.Nullable;

/** A goroutine that a group started, and that tells the group of its end. */
final class Started extends Goroutine {
  /** Who started it. */
  interface Group {
    /**
     * The body has failed. Runs on the goroutine's thread.
     *
     * @return true if that concerns the group alone: the goroutine then ends as if it had returned
     */
    default boolean failed(Throwable failure) {
      return false;
    }

    /** It has ended, and what there was to report has been. Runs on the goroutine's thread. */
    void ended();

    /** See {@link Goroutine#countsFor}. */
    Object[] countsFor();
  }

  /** Both are let go of in time: a thread that somebody keeps must not keep them. */
  private @Nullable Task task;

  private @Nullable Group group;

  /**
   * @param current what is {@link Context#current} in it
   */
  Started(Task task, Context current, Group group) {
    super(Sites.of(task), current);
    this.task = task;
    this.group = group;
  }

  @Override
  protected void body() throws Throwable {
    var t = task;
    task = null;
    if (t == null) {
      return;
    }
    try {
      t.run();
    } catch (Throwable e) {
      if (group == null || !group.failed(e)) {
        throw e;
      }
    }
  }

  @Override
  public Object[] countsFor() {
    var g = group;
    return g == null ? super.countsFor() : g.countsFor();
  }

  @Override
  protected void ended(@Nullable Throwable failure) {
    var g = group;
    group = null;
    if (g != null) {
      g.ended();
    }
  }
}
