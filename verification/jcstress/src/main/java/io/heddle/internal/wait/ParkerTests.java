// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.internal.timer.TimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Rule: what was written before a wake-up is seen by who was woken, and a wake-up that comes
 * between the enqueue and the park is not lost. One that were lost would end in a timeout.
 */
final class ParkerTests {
  private ParkerTests() {}

  /** Who sees {@code woken} sees the item, and what the item's maker wrote into it. */
  @JCStressTest
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "not yet woken")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "woken, and all is seen")
  @Outcome(expect = FORBIDDEN, desc = "woken without the item")
  @State
  public static class WokenOrders {
    private final Waiter waiter = new Waiter(WaitReason.CHAN_RECEIVE, null);

    @Actor
    public void waker() {
      var box = new int[1];
      box[0] = 1;
      waiter.item = box;
      waiter.ok = true;
      waiter.setWoken();
    }

    @Actor
    public void waiting(II_Result r) {
      boolean woken = waiter.isWoken();
      r.r1 = !woken ? -1 : waiter.ok ? 1 : 0;
      r.r2 = !woken ? -1 : waiter.item instanceof int[] box ? box[0] : 0;
    }
  }

  /** Parked for as long as it takes. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "through, and all is seen")
  @Outcome(expect = FORBIDDEN, desc = "through too early")
  @State
  public static class Park {
    private final Gate gate = new Gate();
    private int x;

    @Actor
    public void waker() {
      x = 1;
      gate.expectWaiter();
      gate.open("item");
    }

    @Actor
    public void waiting(L_Result r) {
      var w = gate.enter();
      if (w != null) {
        Parker.parkUninterruptibly(w);
      }
      r.r1 = w != null && (!w.ok || w.item == null) ? "no item" : x;
    }
  }

  /** Parked with a deadline that never comes: the timed way. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "through, and all is seen")
  @Outcome(expect = FORBIDDEN, desc = "through too early, or the wake-up was lost")
  @State
  public static class ParkUntil {
    private static final long LONG = 20_000_000_000L;

    private final Gate gate = new Gate();
    private int x;

    @Actor
    public void waker() {
      x = 1;
      gate.expectWaiter();
      gate.open("item");
    }

    @Actor
    public void waiting(L_Result r) {
      var w = gate.enter();
      boolean through =
          w == null || Parker.park(w, TimeSource.now() + LONG) == Parker.Outcome.WOKEN;
      r.r1 = through ? x : "lost";
    }
  }

  /** Wake-up and deadline at the same instant: served, or withdrawn, never both or neither. */
  @JCStressTest
  @Outcome(id = "served 1", expect = ACCEPTABLE, desc = "through, and all is seen")
  @Outcome(id = "withdrawn", expect = ACCEPTABLE, desc = "too late")
  @Outcome(expect = FORBIDDEN, desc = "served without its item")
  @State
  public static class Deadline {
    private final Gate gate = new Gate();
    private int x;

    @Actor
    public void waker() {
      x = 1;
      gate.open("item");
    }

    @Actor
    public void waiting(L_Result r) {
      var w = gate.enter();
      if (w == null || Parker.park(w, TimeSource.now() + 300) == Parker.Outcome.WOKEN) {
        r.r1 = "served " + x;
      } else if (gate.wasServed(w)) {
        Parker.awaitWoken(w);
        r.r1 = w.item == null ? "no item" : "served " + x;
      } else {
        r.r1 = "withdrawn";
      }
    }
  }
}
