// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Rule: one at a time holds a mutex, whatever its state word goes through; who gives up leaves
 * nothing behind; a refused unlock changes nothing.
 */
final class MutexTests {
  private MutexTests() {}

  /** Both count, and hold it long enough for the other to stand in line and park. */
  @JCStressTest
  @Outcome(id = "4, unlocked", expect = ACCEPTABLE, desc = "all counted")
  @Outcome(expect = FORBIDDEN, desc = "both were in at once, or it is not free in the end")
  @State
  public static class Exclusion {
    private final Mutex mutex = new Mutex();
    private int count;

    private void twice(int spins) {
      for (int i = 0; i < 2; i++) {
        mutex.lock();
        int n = count;
        for (int k = 0; k < spins; k++) {
          Thread.onSpinWait();
        }
        count = n + 1;
        mutex.unlock();
      }
    }

    @Actor
    public void one() {
      twice(0);
    }

    @Actor
    public void other() {
      twice(100);
    }

    @Arbiter
    public void sum(IL_Result r) {
      r.r1 = count;
      r.r2 = mutex.tryLock() && !mutex.hasWaiters() ? "unlocked" : mutex.toString();
    }
  }

  /** Who gives up and who unlocks: it is his, or it is free, and nobody is thought to wait. */
  @JCStressTest
  @Outcome(id = "true, locked", expect = ACCEPTABLE, desc = "it is his")
  @Outcome(id = "false, unlocked", expect = ACCEPTABLE, desc = "he gave up, it is free")
  @Outcome(expect = FORBIDDEN, desc = "an owner who has left, or none")
  @State
  public static class GivingUp {
    private final Mutex mutex = new Mutex();

    public GivingUp() {
      mutex.lock();
    }

    @Actor
    public void owner() {
      for (int i = 0; i < 100; i++) {
        Thread.onSpinWait();
      }
      mutex.unlock();
    }

    @Actor
    public void waiting(ZL_Result r) {
      unchecked(() -> r.r1 = mutex.lock(Duration.ofNanos(2_000)));
    }

    @Arbiter
    public void state(ZL_Result r) {
      var s = mutex.tryLock() ? "unlocked" : "locked";
      r.r2 = mutex.hasWaiters() ? s + ", thinks that somebody waits" : s;
    }
  }

  /** A free one, which two try to lock. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class TwoTry {
    private final Mutex mutex = new Mutex();

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = mutex.tryLock();
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = mutex.tryLock();
    }
  }

  /** One that is locked once and unlocked twice: one of them is refused. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one is refused")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class TwoUnlock {
    private final Mutex mutex = new Mutex();

    public TwoUnlock() {
      mutex.lock();
    }

    private boolean unlock() {
      try {
        mutex.unlock();
        return true;
      } catch (IllegalMonitorStateException e) {
        return false;
      }
    }

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = unlock();
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = unlock();
    }
  }
}
