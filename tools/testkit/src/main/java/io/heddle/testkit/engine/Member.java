// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Goroutine;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of those that a bubble's scheduler runs: a goroutine, or a virtual thread that one started.
 */
final class Member extends BubbleScheduler.Known {
  /** Its place in the order of births: a small number that is the same in each repetition. */
  final int number;

  /**
   * Its name: the path of starts that led to it, {@code 0} for main, {@code 0.2} for main's second.
   */
  final String path;

  final @Nullable Goroutine goroutine;
  final @Nullable Runnable continuation;

  /** Its thread; null if that can't be told. */
  final @Nullable Thread thread;

  int children;
  final Map<String, Integer> things = new HashMap<>();

  /** What it will do when it goes on; null: it begins, or comes back from a wait. */
  @Nullable Op op;

  /** To what, as the numbers of {@link Things}. */
  int[] on = Things.NONE;

  /** The thing, made inside, that it has last waited on. */
  @Nullable Reference<Object> waitedOn;

  boolean isReady;
  boolean hasEnded;

  /** It has offered to let others go first. */
  boolean hasYielded;

  /** How often it has been asked who goes on after it, and for a draw: see {@link Deviation}. */
  int decisions;

  int draws;

  /** Strategies that rank keep the rank here. */
  double rank;

  Member(
      int number,
      String path,
      @Nullable Goroutine goroutine,
      @Nullable Runnable continuation,
      @Nullable Thread thread) {
    this.number = number;
    this.path = path;
    this.goroutine = goroutine;
    this.continuation = continuation;
    this.thread = thread;
  }

  /**
   * Runs a thread that is no goroutine until it waits or ends. One whose uncaught exception handler
   * throws has ended, too: the JDK has its scheduler told last.
   */
  void goOn(Runnable continuation) {
    try {
      continuation.run();
    } catch (Throwable e) {
      if (!isTerminated()) {
        throw e;
      }
      e.printStackTrace();
    }
  }

  /** True if its thread is known, and is at its end. */
  boolean isTerminated() {
    return thread != null && thread.getState() == Thread.State.TERMINATED;
  }

  String name() {
    return goroutine == null ? "" : goroutine.thread().getName();
  }

  @Override
  public String toString() {
    return "goroutine " + path;
  }
}
