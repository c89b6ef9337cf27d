// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.ArrayList;
import java.util.List;

/** Leaves out of a failing schedule what the failure does not need. */
final class Shrinker {
  /*
   * Delta debugging (Zeller) over the deviations: halves, then quarters, … then each alone, until none
   * can be left out. What counts as smaller: fewer deviations; of two with as many, what comes first.
   * After each success the deviations are taken as they really were: some had lost their meaning.
   */
  private static final int MOST_RUNS = 400;
  private static final long MOST_STEPS = 2_000_000;

  /**
   * Runs a schedule; null unless it fails in the same way, else the deviations that it really had.
   */
  interface Trial {
    @org.jspecify.annotations.Nullable
    List<Deviation> run(List<Deviation> schedule) throws InterruptedException;

    long steps();
  }

  private final Trial trial;
  private int runs;

  Shrinker(Trial trial) {
    this.trial = trial;
  }

  List<Deviation> shrink(List<Deviation> failing) throws InterruptedException {
    var best = failing;
    int chunk = Math.max(1, best.size() / 2);
    while (!best.isEmpty() && chunk >= 1) {
      boolean any = false;
      for (int from = 0; from < best.size() && mayRun(); ) {
        var without = new ArrayList<Deviation>(best.subList(0, from));
        without.addAll(best.subList(Math.min(best.size(), from + chunk), best.size()));
        runs++;
        var real = trial.run(without);
        if (real != null && real.size() < best.size()) {
          best = real;
          any = true;
        } else {
          from += chunk;
        }
      }
      if (!any || chunk > best.size()) {
        chunk = chunk == 1 && any ? 1 : chunk / 2;
      }
      if (!mayRun()) {
        break;
      }
    }
    return best;
  }

  private boolean mayRun() {
    return runs < MOST_RUNS && trial.steps() < MOST_STEPS;
  }
}
