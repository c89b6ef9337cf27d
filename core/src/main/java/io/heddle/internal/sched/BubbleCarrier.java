// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import org.jspecify.annotations.Nullable;

/** The platform thread that runs the goroutines of a bubble, one at a time. */
public final class BubbleCarrier extends Thread {
  private @Nullable BubbleScheduler bubble;

  public BubbleCarrier(Runnable loop) {
    super(null, loop, "heddle-bubble");
    setDaemon(true);
  }

  /** Called on this thread, between goroutines. */
  public void runs(@Nullable BubbleScheduler b) {
    bubble = b;
  }

  @Nullable BubbleScheduler bubble() {
    return bubble;
  }
}
