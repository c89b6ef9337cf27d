// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Selections that differ from the real one in one step each. All must be found. */
final class SelectionTwins {
  private SelectionTwins() {}

  /** Looks whether it is undecided and then decides: two steps. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class ClaimInTwoSteps {
    private volatile @Nullable Object winner;

    private boolean claim(Object w) {
      if (winner != null) {
        return false;
      }
      winner = w;
      return true;
    }

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = claim("one");
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = claim("other");
    }
  }

  /** The select's own thread withdraws by a store: it is its own select. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class WithdrawWithoutCas {
    private @Nullable Object winner;

    @Actor
    public void waker(ZZ_Result r) {
      synchronized (this) {
        r.r1 = winner == null;
        if (winner == null) {
          winner = "waker";
        }
      }
    }

    @Actor
    public void waiting(ZZ_Result r) {
      r.r2 = winner == null;
      winner = "withdrawn";
    }
  }
}
