// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Rule: a selection is decided once, for exactly one of those who claim or withdraw it. */
final class SelectionTests {
  private SelectionTests() {}

  /** Two wakers of different cases. */
  @JCStressTest
  @Outcome(id = "true, false, one", expect = ACCEPTABLE, desc = "one has it")
  @Outcome(id = "false, true, other", expect = ACCEPTABLE, desc = "the other has it")
  @Outcome(expect = FORBIDDEN, desc = "both, none, or the wrong winner")
  @State
  public static class TwoClaim {
    private final Selection selection = Selection.calling(WaitReason.SELECT, () -> {});
    private final Waiter one = new Waiter(WaitReason.SELECT, null, selection);
    private final Waiter other = new Waiter(WaitReason.SELECT, null, selection);

    @Actor
    public void one(ZZL_Result r) {
      r.r1 = selection.claim(one);
    }

    @Actor
    public void other(ZZL_Result r) {
      r.r2 = selection.claim(other);
    }

    @Arbiter
    public void winner(ZZL_Result r) {
      var w = selection.winner();
      r.r3 = w == one ? "one" : w == other ? "other" : "nobody";
    }
  }

  /** A waker and an interrupt. */
  @JCStressTest
  @Outcome(id = "true, false, claimed", expect = ACCEPTABLE, desc = "it happens")
  @Outcome(id = "false, true, withdrawn", expect = ACCEPTABLE, desc = "it does not")
  @Outcome(expect = FORBIDDEN, desc = "both, none, or the wrong winner")
  @State
  public static class ClaimAndWithdraw {
    private final Selection selection = Selection.calling(WaitReason.SELECT, () -> {});
    private final Waiter waiter = new Waiter(WaitReason.SELECT, null, selection);

    @Actor
    public void waker(ZZL_Result r) {
      r.r1 = selection.claim(waiter);
    }

    @Actor
    public void waiting(ZZL_Result r) {
      r.r2 = selection.withdraw();
    }

    @Arbiter
    public void winner(ZZL_Result r) {
      r.r3 =
          selection.isWithdrawn()
              ? "withdrawn"
              : selection.winner() == waiter ? "claimed" : "undecided";
    }
  }

  /** Two cases in two queues: exactly one of two wakers finds somebody to serve. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one serves it")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class InTwoQueues {
    private final WaitQueue queue = new WaitQueue();
    private final WaitQueue otherQueue = new WaitQueue();

    public InTwoQueues() {
      var selection = Selection.calling(WaitReason.SELECT, () -> {});
      queue.add(new Waiter(WaitReason.SELECT, null, selection));
      otherQueue.add(new Waiter(WaitReason.SELECT, null, selection));
    }

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = queue.claimFirst() != null;
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = otherQueue.claimFirst() != null;
    }
  }
}
