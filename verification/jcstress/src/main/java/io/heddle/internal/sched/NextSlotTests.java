// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.internal.sched.Item.ifAny;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Rule: what is put into a next slot is never lost, however owner and thief meet, and is seen as
 * its maker left it. Owner and thief may both get the same one: that is harmless, see {@link
 * NextSlot}. The result is what all have taken together, see {@link Item#tally}.
 */
final class NextSlotTests {
  private NextSlotTests() {}

  /** An open one. */
  static final class Slot extends NextSlot {
    Slot() {
      super("slot", 0);
      openNext();
    }
  }

  /** The owner fills and empties it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "taken once")
  @Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "taken by both")
  @Outcome(expect = FORBIDDEN, desc = "lost, or not as its maker left it")
  @State
  public static class PutTakeSteal {
    private final Slot slot = new Slot();
    private int taken;

    @Actor
    public void owner() {
      taken = slot.putNextIfEmpty(Item.of(1)) ? ifAny(slot.takeNext()) : 0;
    }

    @Actor
    public void thief(I_Result r) {
      r.r1 = ifAny(slot.stealNext());
    }

    @Arbiter
    public void rest(I_Result r) {
      r.r1 += taken + ifAny(slot.takeNext());
    }
  }

  /** The owner empties it and fills it again: its null must not meet what came later. */
  @JCStressTest
  @Outcome(id = "11", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(id = "12", expect = ACCEPTABLE_INTERESTING, desc = "the first taken by both")
  @Outcome(expect = FORBIDDEN, desc = "lost, or not as its maker left it")
  @State
  public static class Refill {
    private final Slot slot = new Slot();
    private int taken;

    public Refill() {
      slot.putNextIfEmpty(Item.of(1));
    }

    @Actor
    public void owner() {
      taken = ifAny(slot.takeNext());
      var second = Item.of(2);
      if (!slot.putNextIfEmpty(second)) {
        taken += ifAny(slot.exchangeNext(second));
      }
    }

    @Actor
    public void thief(I_Result r) {
      r.r1 = ifAny(slot.stealNext());
    }

    @Arbiter
    public void rest(I_Result r) {
      r.r1 += taken + ifAny(slot.takeNext());
    }
  }

  /** The owner displaces what is in it, by an exchange: then nothing is taken twice. */
  @JCStressTest
  @Outcome(id = "11", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or not as its maker left it")
  @State
  public static class Displace {
    private final Slot slot = new Slot();
    private int taken;

    public Displace() {
      slot.putNextIfEmpty(Item.of(1));
    }

    @Actor
    public void owner() {
      taken = ifAny(slot.exchangeNext(Item.of(2)));
    }

    @Actor
    public void thief(I_Result r) {
      r.r1 = ifAny(slot.stealNext());
    }

    @Arbiter
    public void rest(I_Result r) {
      r.r1 += taken + ifAny(slot.takeNext());
    }
  }
}
