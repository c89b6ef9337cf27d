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

/** Rule: one at a time holds a spin lock, and sees all that its former holders did. */
final class SpinLockTests {
  private SpinLockTests() {}

  static final class Lock extends SpinLock {
    @Override
    protected LockRank rank() {
      return LockRank.SYNC;
    }
  }

  /** Both count up a plain field; one as who holds no other lock, one as who does. */
  @JCStressTest
  @Outcome(id = "6", expect = ACCEPTABLE, desc = "all counted")
  @Outcome(expect = FORBIDDEN, desc = "both were in at once, or did not see each other")
  @State
  public static class Exclusion {
    private final Lock lock = new Lock();
    private int count;

    @Actor
    public void one() {
      for (int i = 0; i < 3; i++) {
        lock.acquire();
        count++;
        lock.release();
      }
    }

    @Actor
    public void other() {
      for (int i = 0; i < 3; i++) {
        lock.acquireNested();
        count++;
        lock.release();
      }
    }

    @Arbiter
    public void sum(I_Result r) {
      r.r1 = count;
    }
  }

  /** What one writes the other sees as a whole, or not at all. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "before or after")
  @Outcome(expect = FORBIDDEN, desc = "half of a critical section")
  @State
  public static class Whole {
    private final Lock lock = new Lock();
    private int x;
    private int y;

    @Actor
    public void writer() {
      lock.acquire();
      x = 1;
      y = 1;
      lock.release();
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
