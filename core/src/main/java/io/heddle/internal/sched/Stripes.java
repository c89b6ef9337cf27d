// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/**
 * Which one of several copies of something shared the caller uses, so that those who run at the
 * same time mostly use different ones, as Go's per-P data.
 */
public final class Stripes {
  /*
   * By the carrier's number: of those that run at a time the lowest bits mostly differ. Those of their
   * thread ids do not, once one has been added for another that was stuck. Elsewhere by the thread id.
   * It is a hint only. A goroutine may move to another carrier at any time, and two may get the same.
   */
  private static final int MOST = 32;

  /** How many there are to choose from: a power of two. */
  public static final int COUNT =
      Integer.highestOneBit(
          Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 2, MOST) * 2 - 1);

  private Stripes() {}

  /** From 0 to {@link #COUNT} - 1. */
  public static int own() {
    var runner = JdkInternals.available() ? JdkInternals.currentCarrier() : Thread.currentThread();
    int number = runner instanceof Carrier c ? c.number : (int) runner.threadId();
    return number & (COUNT - 1);
  }
}
