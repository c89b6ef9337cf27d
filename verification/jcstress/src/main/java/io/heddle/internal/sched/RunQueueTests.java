// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.internal.sched.Item.ifAny;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Rule: what is put into a run queue is taken by exactly one, the owner or a thief, as its maker
 * left it. The results are what all have taken together (see {@link Item#tally}), and what the
 * thief has.
 */
final class RunQueueTests {
  private RunQueueTests() {}

  /** Thief's side, and what is left in the end. */
  private static int steal(RunQueue queue) {
    var batch = new Ready[4];
    int sum = 0;
    for (int n = queue.takeHalf(batch), i = 0; i < n; i++) {
      sum += Item.once(batch[i]);
    }
    return sum;
  }

  private static int drain(RunQueue queue) {
    int sum = 0;
    for (var r = queue.take(); r != null; r = queue.take()) {
      sum += Item.once(r);
    }
    return sum;
  }

  /** The owner fills and empties it while a thief comes. */
  @JCStressTest
  @Outcome(id = "111, .*", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or not as its maker left it")
  @State
  public static class PutTakeSteal {
    private final RunQueue queue = new RunQueue(4);
    private int taken;

    @Actor
    public void owner() {
      queue.put(Item.of(1));
      queue.put(Item.of(2));
      int sum = ifAny(queue.take());
      queue.put(Item.of(3));
      taken = sum + ifAny(queue.take());
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = steal(queue);
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = taken + r.r2 + drain(queue);
    }
  }

  /** Owner and thief want the only one. */
  @JCStressTest
  @Outcome(id = "1, [01]", expect = ACCEPTABLE, desc = "one of them has it")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class LastOne {
    private final RunQueue queue = new RunQueue(4);
    private int taken;

    public LastOne() {
      queue.put(Item.of(1));
    }

    @Actor
    public void owner() {
      taken = ifAny(queue.take());
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = steal(queue);
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = taken + r.r2 + drain(queue);
    }
  }

  /** A full queue: the owner spills half, as an overflow does, and puts again into reused slots. */
  @JCStressTest
  @Outcome(id = "1111, .*", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or not as its maker left it")
  @State
  public static class Spill {
    private final RunQueue queue = new RunQueue(2);
    private int taken;

    public Spill() {
      queue.put(Item.of(1));
      queue.put(Item.of(2));
    }

    @Actor
    public void owner() {
      int sum = 0;
      for (int i = 3; i <= 4; i++) {
        var item = Item.of(i);
        while (!queue.put(item)) {
          sum += steal(queue);
        }
      }
      taken = sum;
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = steal(queue);
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = taken + r.r2 + drain(queue);
    }
  }

  /** A ring of two whose positions pass the greatest int while a thief is at it. */
  @JCStressTest
  @Outcome(id = "1111, .*", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or not as its maker left it")
  @State
  public static class WrapAround {
    private static final VarHandle HEAD = position("head");
    private static final VarHandle TAIL = position("tail");

    private final RunQueue queue = new RunQueue(2);
    private int taken;

    public WrapAround() {
      HEAD.set(queue, Integer.MAX_VALUE - 1);
      TAIL.set(queue, Integer.MAX_VALUE - 1);
      queue.put(Item.of(1));
    }

    private static VarHandle position(String field) {
      try {
        return MethodHandles.privateLookupIn(RunQueue.class, MethodHandles.lookup())
            .findVarHandle(RunQueue.class, field, int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @Actor
    public void owner() {
      int sum = 0;
      for (int i = 2; i <= 4; i++) {
        var item = Item.of(i);
        while (!queue.put(item)) {
          sum += ifAny(queue.take());
        }
      }
      taken = sum;
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = steal(queue) + steal(queue);
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = taken + r.r2 + drain(queue);
    }
  }
}
