// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.internal.timer.TimeSource;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Wake-ups that differ from the real one in one step each. All must be found. */
final class ParkerTwins {
  /** Who is still parked after that time, although it was woken, has lost its wake-up. */
  private static final long LOST = 1_000_000;

  private ParkerTwins() {}

  /** Says that it is woken before it fills in the item. */
  @JCStressTest
  @Outcome(
      id = {"-1, -1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "not woken, or all is seen")
  @Outcome(expect = FORBIDDEN, desc = "woken without the item")
  @State
  public static class WokenBeforeItem {
    private final Waiter waiter = new Waiter(WaitReason.CHAN_RECEIVE, null);

    @Actor
    public void waker() {
      var box = new int[1];
      box[0] = 1;
      waiter.setWoken();
      waiter.item = box;
      waiter.ok = true;
    }

    @Actor
    public void waiting(II_Result r) {
      boolean woken = waiter.isWoken();
      r.r1 = !woken ? -1 : waiter.ok ? 1 : 0;
      r.r2 = !woken ? -1 : waiter.item instanceof int[] box ? box[0] : 0;
    }
  }

  /**
   * Gives the permit before it stores {@code woken}: the thread looks too early and parks again.
   */
  @JCStressTest
  @Outcome(id = "woken", expect = ACCEPTABLE, desc = "through")
  @Outcome(expect = FORBIDDEN, desc = "the wake-up was lost")
  @State
  public static class PermitBeforeWoken {
    private final Gate gate =
        new Gate() {
          @Override
          void wake(Waiter w) {
            LockSupport.unpark(w.thread);
            w.setWoken();
          }
        };

    @Actor
    public void waker() {
      gate.expectWaiter();
      gate.open("item");
    }

    @Actor
    public void waiting(L_Result r) {
      r.r1 = isLost(gate) ? "lost" : "woken";
    }
  }

  /** Parks once and does not look at {@code woken}: a stray permit lets it through. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "through, and all is seen")
  @Outcome(expect = FORBIDDEN, desc = "through too early")
  @State
  public static class TrustsThePermit {
    private final Gate gate = new Gate();
    private int x;

    @Actor
    public void waker() {
      for (int i = 0; i < 20; i++) {
        Thread.onSpinWait();
      }
      x = 1;
      gate.open("item");
    }

    @Actor
    public void waiting(L_Result r) {
      var w = gate.enter();
      if (w != null) {
        LockSupport.unpark(w.thread); // a stray one
        LockSupport.park(w);
      }
      r.r1 = x;
    }
  }

  /** Parker.park in short, but for the clock that it looks at. */
  private static boolean isLost(Gate gate) {
    var w = gate.enter();
    if (w == null) {
      return false;
    }
    while (!w.isWoken()) {
      long end = TimeSource.now() + LOST;
      LockSupport.parkNanos(w, LOST);
      if (w.isWoken() && TimeSource.now() >= end) {
        return true;
      }
    }
    return false;
  }
}
