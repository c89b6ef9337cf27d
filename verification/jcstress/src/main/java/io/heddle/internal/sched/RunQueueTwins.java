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
import org.openjdk.jcstress.infra.results.II_Result;

/** Run queues that differ from the real one in one step each. All must be found. */
final class RunQueueTwins {
  private RunQueueTwins() {}

  /** The algorithm of {@link RunQueue}, with volatile fields, in steps that can be broken. */
  private static class Queue {
    final @Nullable Ready[] slots = new Ready[4];
    volatile int head;
    volatile int tail;

    void put(Ready r) {
      int t = tail;
      slots[t & 3] = r;
      tail = t + 1;
    }

    synchronized boolean moveHead(int from, int to) {
      if (head != from) {
        return false;
      }
      head = to;
      return true;
    }

    @Nullable Ready take() {
      while (true) {
        int h = head;
        if (h == tail) {
          return null;
        }
        var r = slots[h & 3];
        if (moveHead(h, h + 1)) {
          return r;
        }
      }
    }

    /** Takes the older half; returns what that was, by {@link Item#tally}. */
    int stealHalf() {
      while (true) {
        int h = head;
        int size = tail - h;
        int n = size - size / 2;
        if (n <= 0) {
          return 0;
        }
        var batch = new @Nullable Ready[n];
        for (int i = 0; i < n; i++) {
          batch[i] = slots[(h + i) & 3];
        }
        if (moveHead(h, h + n)) {
          return Item.tally(batch);
        }
      }
    }

    int drain() {
      int sum = 0;
      for (var r = take(); r != null; r = take()) {
        sum += Item.once(r);
      }
      return sum;
    }
  }

  /** Put moves the tail before it stores into the slot. */
  @JCStressTest
  @Outcome(id = "11, .*", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class TailBeforeSlot {
    private final Queue queue =
        new Queue() {
          @Override
          void put(Ready r) {
            int t = tail;
            tail = t + 1;
            slots[t & 3] = r;
          }
        };

    @Actor
    public void owner() {
      queue.put(Item.of(1));
      queue.put(Item.of(2));
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = queue.stealHalf();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = r.r2 + queue.drain();
    }
  }

  /** A thief moves the head without looking whether it is still where it was. */
  @JCStressTest
  @Outcome(id = "11, .*", expect = ACCEPTABLE, desc = "each taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class StealWithoutCas {
    private int taken;
    private final Queue queue =
        new Queue() {
          @Override
          int stealHalf() {
            int h = head;
            int size = tail - h;
            int n = size - size / 2;
            int sum = 0;
            for (int i = 0; i < n; i++) {
              sum += Item.once(slots[(h + i) & 3]);
            }
            head = h + n;
            return sum;
          }
        };

    public StealWithoutCas() {
      queue.put(Item.of(1));
      queue.put(Item.of(2));
    }

    @Actor
    public void owner() {
      taken = ifAny(queue.take());
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = queue.stealHalf();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = taken + r.r2 + queue.drain();
    }
  }

  /** The owner takes by a store, because the head is in its own queue. */
  @JCStressTest
  @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "taken once")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class TakeWithoutCas {
    private int taken;
    private final Queue queue =
        new Queue() {
          @Override
          @Nullable Ready take() {
            int h = head;
            if (h == tail) {
              return null;
            }
            head = h + 1;
            return slots[h & 3];
          }
        };

    public TakeWithoutCas() {
      queue.put(Item.of(1));
    }

    @Actor
    public void owner() {
      taken = ifAny(queue.take());
    }

    @Actor
    public void thief(II_Result r) {
      r.r2 = queue.stealHalf();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = taken + r.r2 + queue.drain();
    }
  }
}
