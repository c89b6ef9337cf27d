// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import org.jspecify.annotations.Nullable;

/** What stands in a run queue: something that wants a carrier for a while. */
abstract class Ready {
  /**
   * Who stands behind it in the global queue; guarded by that. A goroutine of a bubble never stands
   * there: what the bubble knows of it, {@link BubbleScheduler.Known}.
   */
  @Nullable Ready behind;

  /** Runs it on the calling carrier until it waits, yields or ends. */
  abstract void resume();

  /** It is about to be queued, and is one of those whose way to a carrier is timed. */
  void time() {}

  /**
   * A virtual thread that is not a goroutine but was made by one, and so inherited its scheduler:
   * by the JDK's HTTP client, a structured task scope, {@code Thread.startVirtualThread}.
   */
  static final class Foreign extends Ready {
    private final Runnable continuation;

    Foreign(Runnable continuation) {
      this.continuation = continuation;
    }

    @Override
    void resume() {
      continuation.run();
    }
  }
}
