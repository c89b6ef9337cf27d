// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Spin locks that differ from the real one in one step each. All must be found. One that lacks only
 * the release order of its release is not among them: x86 stores in order, so that the JIT alone
 * could show it.
 */
final class SpinLockTwins {
  private SpinLockTwins() {}

  /** Looks whether it is free and then takes it: two steps. */
  @JCStressTest
  @Outcome(id = "6", expect = ACCEPTABLE, desc = "all counted")
  @Outcome(expect = FORBIDDEN, desc = "both were in at once")
  @State
  public static class TakenInTwoSteps {
    private volatile boolean held;
    private int count;

    private void threeTimes() {
      for (int i = 0; i < 3; i++) {
        while (held) {
          Thread.onSpinWait();
        }
        held = true;
        count++;
        held = false;
      }
    }

    @Actor
    public void one() {
      threeTimes();
    }

    @Actor
    public void other() {
      threeTimes();
    }

    @Arbiter
    public void sum(I_Result r) {
      r.r1 = count;
    }
  }

  /** Releases before the last store of its critical section. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "before or after")
  @Outcome(expect = FORBIDDEN, desc = "half of a critical section")
  @State
  public static class ReleasedTooEarly {
    private final SpinLockTests.Lock lock = new SpinLockTests.Lock();
    private int x;
    private int y;

    @Actor
    public void writer() {
      lock.acquire();
      x = 1;
      lock.release();
      y = 1;
    }

    @Actor
    public void reader(II_Result r) {
      lock.acquire();
      r.r2 = y;
      r.r1 = x;
      lock.release();
    }
  }
}
