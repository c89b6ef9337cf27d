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
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Rule: what WaitGroup, Semaphore and Once count is exact, whoever comes at the same time, gives up
 * or is refused.
 */
final class CountingTests {
  private CountingTests() {}

  /** Both are done: the counter is 0, and who waits is through. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "counted down to 0")
  @Outcome(expect = FORBIDDEN, desc = "lost")
  @State
  public static class WaitGroupTwoDone {
    private final WaitGroup group = new WaitGroup();

    public WaitGroupTwoDone() {
      group.add(2);
    }

    @Actor
    public void one() {
      group.done();
    }

    @Actor
    public void other() {
      group.done();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = group.count();
    }
  }

  /** One too many is done: one of them is refused, and the counter is not below 0. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 0", "false, true, 0"},
      expect = ACCEPTABLE,
      desc = "one is refused")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class WaitGroupNegative {
    private final WaitGroup group = new WaitGroup();

    public WaitGroupNegative() {
      group.add(1);
    }

    private boolean done() {
      try {
        group.done();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    @Actor
    public void one(ZZI_Result r) {
      r.r1 = done();
    }

    @Actor
    public void other(ZZI_Result r) {
      r.r2 = done();
    }

    @Arbiter
    public void count(ZZI_Result r) {
      r.r3 = group.count();
    }
  }

  /** Who gives up and who is done: afterwards the group is as new. */
  @JCStressTest
  @Outcome(
      id = {"true, 0", "false, 0"},
      expect = ACCEPTABLE,
      desc = "through, or too late")
  @Outcome(expect = FORBIDDEN, desc = "not as new")
  @State
  public static class WaitGroupGivingUp {
    private final WaitGroup group = new WaitGroup();

    public WaitGroupGivingUp() {
      group.add(1);
    }

    @Actor
    public void worker() {
      group.done();
    }

    @Actor
    public void waiting(ZI_Result r) {
      unchecked(() -> r.r1 = group.await(Duration.ofNanos(500)));
    }

    @Arbiter
    public void count(ZI_Result r) {
      unchecked(() -> {
        group.add(1);
        group.done();
        r.r2 = group.count();
      });
    }
  }

  /** One unit, which two try to get. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "both or none")
  @State
  public static class SemaphoreTwoTry {
    private final Semaphore semaphore = new Semaphore(1);

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = semaphore.tryAcquire(1);
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = semaphore.tryAcquire(1);
    }
  }

  /** Who gives up and who releases: the units are his, or free. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "his, or free")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class SemaphoreGivingUp {
    private final Semaphore semaphore = new Semaphore(2);

    public SemaphoreGivingUp() {
      if (!semaphore.tryAcquire(2)) {
        throw new AssertionError(semaphore);
      }
    }

    @Actor
    public void owner() {
      semaphore.release(2);
    }

    @Actor
    public void waiting(ZZ_Result r) {
      unchecked(() -> r.r1 = semaphore.acquire(2, Duration.ofNanos(500)));
    }

    @Arbiter
    public void free(ZZ_Result r) {
      r.r2 = semaphore.tryAcquire(2);
    }
  }

  /** Two run a Once whose body fails: one has the failure, the other nothing, and both its end. */
  @JCStressTest
  @Outcome(
      id = {"failed, done", "done, failed"},
      expect = ACCEPTABLE,
      desc = "one has the failure")
  @Outcome(expect = FORBIDDEN, desc = "both or none, or a return before its end")
  @State
  public static class OnceFails {
    private final Once once = new Once();

    private String run() throws Exception {
      try {
        once.run(() -> {
          throw new IllegalStateException("as it should");
        });
        return "done";
      } catch (IllegalStateException e) {
        return "failed";
      }
    }

    @Actor
    public void one(LL_Result r) {
      unchecked(() -> r.r1 = run());
    }

    @Actor
    public void other(LL_Result r) {
      unchecked(() -> r.r2 = run());
    }
  }
}
