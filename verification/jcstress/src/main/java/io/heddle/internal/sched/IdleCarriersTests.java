// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Rule: no work lies while a carrier sleeps. Who submits and who goes to sleep can not miss each
 * other: the one wakes, or the other finds; and the count of searchers is right afterwards.
 *
 * <p>The carrier is one that was never started, so that its wake-up is only noted: {@code leave}
 * says whether somebody has taken it out of the sleepers.
 */
final class IdleCarriersTests {
  private static final Carrier CARRIER = new Carrier(CarrierScheduler.instance(), 0);

  private IdleCarriersTests() {}

  /** To a carrier's own queue, by its owner. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "found")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "woken")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "found, and woken as well")
  @Outcome(expect = FORBIDDEN, desc = "work lies and the carrier sleeps, or is miscounted")
  @State
  public static class OwnQueue {
    private final IdleCarriers idle = new IdleCarriers();
    private final RunQueue work = new RunQueue(4);

    public OwnQueue() {
      idle.startSearching();
    }

    @Actor
    public void submit() {
      work.put(Item.of(1));
      idle.wakeOne();
    }

    @Actor
    public void goIdle(III_Result r) {
      idle.stopSearching();
      idle.enter(CARRIER);
      boolean found = work.size() > 0;
      r.r1 = found ? 1 : 0;
      if (found) {
        r.r2 = leave(idle);
      }
    }

    @Arbiter
    public void rest(III_Result r) {
      if (r.r1 == 0) {
        r.r2 = leave(idle);
      }
      r.r3 = idle.searching();
    }
  }

  /** To the global queue, from outside the carriers. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "found")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "woken")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "found, and woken as well")
  @Outcome(expect = FORBIDDEN, desc = "work lies and the carrier sleeps, or is miscounted")
  @State
  public static class GlobalQueue {
    private final IdleCarriers idle = new IdleCarriers();
    private final GlobalRunQueue work = new GlobalRunQueue();

    public GlobalQueue() {
      idle.startSearching();
    }

    @Actor
    public void submit() {
      work.submit(Item.of(1));
      idle.wakeOne();
    }

    @Actor
    public void goIdle(III_Result r) {
      idle.stopSearching();
      idle.enter(CARRIER);
      boolean found = work.size() > 0;
      r.r1 = found ? 1 : 0;
      if (found) {
        r.r2 = leave(idle);
      }
    }

    @Arbiter
    public void rest(III_Result r) {
      if (r.r1 == 0) {
        r.r2 = leave(idle);
      }
      r.r3 = idle.searching();
    }
  }

  /** Two submit while one sleeps: it is woken, once. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "woken, and counted once")
  @Outcome(expect = FORBIDDEN, desc = "not woken, or miscounted")
  @State
  public static class TwoSubmit {
    private final IdleCarriers idle = new IdleCarriers();

    public TwoSubmit() {
      idle.enter(CARRIER);
    }

    @Actor
    public void one() {
      idle.wakeOne();
    }

    @Actor
    public void other() {
      idle.wakeOne();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = idle.leave(CARRIER) ? 0 : 1;
      r.r2 = idle.searching();
    }
  }

  /** 1: somebody has woken the carrier, and counted it. 0: it left, and counts itself. */
  static int leave(IdleCarriers idle) {
    if (idle.leave(CARRIER)) {
      idle.startSearching();
      return 0;
    }
    return 1;
  }
}
