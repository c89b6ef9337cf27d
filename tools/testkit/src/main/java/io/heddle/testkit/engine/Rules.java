// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a bubble's scheduler does besides running goroutines.
 *
 * @param explores whether it asks at every step who goes on; else goroutines go first in, first out
 * @param adversarialTime whether the clock may jump while somebody could go on
 * @param maxSteps how many steps without progress are a livelock
 * @param maxVirtualTime how much virtual time without progress is one
 * @param leaks whether who is stuck after main has returned is a failure
 * @param stuckIsDeadlock and if so, whether that is a deadlock or a leak
 * @param endless who may be left so all the same: loops without an end; null: nobody
 * @param records whether to keep what a report shows
 */
public record Rules(
    boolean explores,
    boolean adversarialTime,
    long maxSteps,
    Duration maxVirtualTime,
    boolean leaks,
    boolean stuckIsDeadlock,
    @Nullable Endless endless,
    boolean records) {

  /** Those of {@code Bubble.run}. */
  public static Rules ofBubble() {
    return new Rules(false, false, Long.MAX_VALUE, Duration.ofHours(1), true, true, null, false);
  }

  /** Those of a plain {@code @GoTest}. */
  public static Rules ofTest(boolean leaks) {
    return new Rules(false, false, Long.MAX_VALUE, Duration.ofHours(1), leaks, true, null, false);
  }

  /** Those of an explorer that nothing else was said to. */
  public static Rules ofExplorer(boolean leaks) {
    return new Rules(true, true, 100_000, Duration.ofHours(1), leaks, false, null, false);
  }

  /** The same for a whole program, whose main's end ends what is written never to end. */
  public static Rules ofProgram(boolean leaks) {
    return new Rules(true, true, 100_000, Duration.ofHours(1), leaks, false, new Endless(), false);
  }

  /** Those of an explorer for which that has been said. */
  public static Rules ofExplorer(
      boolean adversarialTime, long maxSteps, Duration maxVirtualTime, boolean leaks) {
    return new Rules(true, adversarialTime, maxSteps, maxVirtualTime, leaks, false, null, false);
  }

  Rules recording() {
    return new Rules(
        explores, adversarialTime, maxSteps, maxVirtualTime, leaks, stuckIsDeadlock, endless, true);
  }
}
