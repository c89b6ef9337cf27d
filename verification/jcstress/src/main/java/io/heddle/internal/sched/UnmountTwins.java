// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Ways to leave a carrier that differ from the real one in one step each. All must be found. */
final class UnmountTwins {
  private UnmountTwins() {}

  /** PARKED without a fence: the looks at the permit and at {@code interrupted} go before it. */
  @JCStressTest
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "as it should be")
  @Outcome(expect = FORBIDDEN, desc = "carrier interrupted, or parked with a permit")
  @State
  public static class ParkedWithoutFence {
    private final Unmounting left =
        new Unmounting() {
          @Override
          void storeParked() {
            STATE.setRelease(this, PARKED);
          }
        };

    @Actor
    public void carrier() {
      left.leave();
    }

    @Actor
    public void interrupter() {
      left.interrupt();
    }

    @Arbiter
    public void rest(ZZ_Result r) {
      r.r1 = left.isCarrierInterrupted();
      r.r2 = left.isParked();
    }
  }

  /** The status is cleared without waiting for who is about to set it. */
  @JCStressTest
  @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "as it should be")
  @Outcome(expect = FORBIDDEN, desc = "carrier interrupted")
  @State
  public static class ClearedWithoutLock {
    private final Unmounting left =
        new Unmounting() {
          @Override
          void forgetInterrupt() {
            isCarrierInterrupted = false;
          }
        };

    @Actor
    public void carrier() {
      left.leave();
    }

    @Actor
    public void interrupter() {
      left.interrupt();
    }

    @Arbiter
    public void rest(ZZ_Result r) {
      r.r1 = left.isCarrierInterrupted();
      r.r2 = left.isParked();
    }
  }
}
