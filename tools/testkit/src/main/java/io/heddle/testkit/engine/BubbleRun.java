// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.internal.program.Programs;
import io.heddle.internal.sched.BubbleScheduler;
import org.jspecify.annotations.Nullable;

/** One run of a body in a bubble, and what came of it. */
public final class BubbleRun {
  private final DeterministicScheduler bubble;
  private final @Nullable Throwable failure;

  private BubbleRun(DeterministicScheduler bubble, @Nullable Throwable failure) {
    this.bubble = bubble;
    this.failure = failure;
  }

  /** Why there can be no bubble in this JVM, or null. */
  public static @Nullable String whyNot() {
    return BubbleScheduler.whyNot();
  }

  /** Runs it on a carrier of its own. */
  public static BubbleRun of(Rules rules, Task body) throws InterruptedException {
    try (var carrier = new CarrierThread(false)) {
      return of(carrier, new DeterministicScheduler(rules, new RoundRobin(0)), body);
    }
  }

  static BubbleRun of(CarrierThread carrier, DeterministicScheduler bubble, Task body)
      throws InterruptedException {
    Programs.outsideMayWake(); // another program is not deadlocked while it waits for this one
    bubble.entering();
    Throwable failure = null;
    try {
      carrier.run(bubble);
      Go.run(() -> {
        body.run();
        bubble.rest.mainReturned();
      });
    } catch (Throwable e) {
      failure = e;
    }
    try {
      bubble.ending.windDown();
      bubble.ending.awaitFinished();
    } finally {
      bubble.left();
      Programs.outsideGone();
    }
    if (failure instanceof InterruptedException e && bubble.ending.kind().isEmpty()) {
      throw e; // the caller was
    }
    return new BubbleRun(bubble, failure);
  }

  /** What left a goroutine, or was found; null after a good end. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** The same as a plain run prints it. */
  String text() {
    return bubble.ending.text();
  }

  /** Equal for failures that are the same failure. */
  String kind() {
    return bubble.ending.kind();
  }

  Recorder recorder() {
    return bubble.recorder;
  }

  DeterministicScheduler bubble() {
    return bubble;
  }
}
