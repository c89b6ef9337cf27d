// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Protocols that differ from {@link IdleCarriers} in one step each. All must be found. */
final class IdleCarriersTwins {
  private IdleCarriersTwins() {}

  /** One carrier, and the protocol of {@link IdleCarriers}, whose fences can be left out. */
  private static final class Idle extends SpinLock {
    final AtomicInteger searching = new AtomicInteger();
    volatile int size;

    @Override
    protected LockRank rank() {
      return LockRank.IDLE_CARRIERS;
    }

    /** As wakeOne after its full fence. */
    void wakeOneUnfenced() {
      while (size != 0 && searching.get() == 0 && searching.compareAndSet(0, 1)) {
        if (leave()) {
          return;
        }
        searching.decrementAndGet();
      }
    }

    /** As enter, but its last store is an ordinary one. */
    void enter() {
      acquire();
      size = 1;
      release();
    }

    boolean leave() {
      acquire();
      boolean there = size == 1;
      size = 0;
      release();
      return there;
    }
  }

  /** Who submits does not fence its store before it looks for sleepers. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "found or woken")
  @Outcome(expect = FORBIDDEN, desc = "work lies and the carrier sleeps")
  @State
  public static class SubmitWithoutFence {
    private final Idle idle = new Idle();
    private final RunQueue work = new RunQueue(4);

    @Actor
    public void submit() {
      work.put(Item.of(1));
      idle.wakeOneUnfenced();
    }

    @Actor
    public void goIdle(II_Result r) {
      idle.enter();
      r.r1 = work.size();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r2 = idle.leave() ? 0 : 1;
    }
  }

  /** Who goes to sleep looks for work before it enters the sleepers, and not again. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "found or woken")
  @Outcome(expect = FORBIDDEN, desc = "work lies and the carrier sleeps")
  @State
  public static class LookBeforeEnter {
    private final Idle idle = new Idle();
    private final GlobalRunQueue work = new GlobalRunQueue();

    @Actor
    public void submit() {
      work.submit(Item.of(1));
      VarHandle.fullFence();
      idle.wakeOneUnfenced();
    }

    @Actor
    public void goIdle(II_Result r) {
      r.r1 = work.size();
      idle.enter();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r2 = idle.leave() ? 0 : 1;
    }
  }

  /** Who stops searching does so after it has looked: submitters rely on it in vain. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "found or woken")
  @Outcome(expect = FORBIDDEN, desc = "work lies and the carrier sleeps")
  @State
  public static class SearchingWhileAsleep {
    private final Idle idle = new Idle();
    private final GlobalRunQueue work = new GlobalRunQueue();

    public SearchingWhileAsleep() {
      idle.searching.set(1);
    }

    @Actor
    public void submit() {
      work.submit(Item.of(1));
      VarHandle.fullFence();
      idle.wakeOneUnfenced();
    }

    @Actor
    public void goIdle(II_Result r) {
      idle.enter();
      VarHandle.fullFence();
      r.r1 = work.size();
      idle.searching.decrementAndGet();
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r2 = idle.leave() ? 0 : 1;
    }
  }
}
