// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.internal.sched.Item.ifAny;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Next slots that differ from the real one in one step each. All must be found. */
final class NextSlotTwins {
  private NextSlotTwins() {}

  /** A thief reads and then stores null, as only the owner may: it wipes out a refill. */
  @JCStressTest
  @Outcome(
      id = {"11", "12"},
      expect = ACCEPTABLE,
      desc = "each taken")
  @Outcome(expect = FORBIDDEN, desc = "lost")
  @State
  public static class StealWithoutExchange {
    private volatile @Nullable Ready next = Item.of(1);
    private int taken;

    @Actor
    public void owner() {
      taken = ifAny(next);
      next = null;
      next = Item.of(2);
    }

    @Actor
    public void thief(I_Result r) {
      r.r1 = ifAny(next);
      next = null;
    }

    @Arbiter
    public void rest(I_Result r) {
      r.r1 += taken + ifAny(next);
    }
  }

  /** The owner displaces by a read and a store: what a thief has taken meanwhile it takes, too. */
  @JCStressTest
  @Outcome(id = "11", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class DisplaceWithoutExchange {
    private @Nullable Ready next = Item.of(1);
    private int taken;

    @Actor
    public void owner() {
      taken = ifAny(next);
      next = Item.of(2);
    }

    @Actor
    public void thief(I_Result r) {
      synchronized (this) {
        r.r1 = ifAny(next);
        next = null;
      }
    }

    @Arbiter
    public void rest(I_Result r) {
      r.r1 += taken + ifAny(next);
    }
  }
}
