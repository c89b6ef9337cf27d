// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import org.jspecify.annotations.Nullable;

/** What one member, or the clock, does between two choices, and what that concerns. */
final class Transition {
  private final boolean isKept;
  private final Decider decider;
  private final Footprint footprint = new Footprint();
  private @Nullable Member whose;
  private int undivided;
  private boolean isClosed;

  /**
   * @param isKept whether the decider wants to know; else only marks are left
   */
  Transition(boolean isKept, Decider decider) {
    this.isKept = isKept;
    this.decider = decider;
  }

  void begin(Member m) {
    if (isKept && !isClosed) {
      whose = m;
      decider.goesOn(m);
    }
  }

  void end() {
    var m = whose;
    if (m != null) {
      whose = null;
      decider.did(m, footprint);
      footprint.clear();
    }
  }

  /** The program has ended, with the transition that runs: what comes then nobody decides. */
  void close() {
    end();
    isClosed = true;
  }

  /** It does that to these things. */
  void concerns(Op op, int[] things) {
    for (int n : things) {
      footprint.add(n, !op.isRead());
    }
  }

  void changes(int thing) {
    footprint.add(thing, true);
  }

  void concernsEverything() {
    footprint.addEverything();
  }

  void woke(Member m) {
    footprint.woke(m);
  }

  /** More or less of it is not to be divided by choices. */
  void undivided(int change) {
    undivided += change;
  }

  boolean isUndivided() {
    return undivided > 0;
  }
}
