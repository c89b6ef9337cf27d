// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Rule: a goroutine that leaves its carrier without its interrupt lock, as {@code
 * java.lang.GoroutineSwitch} does, leaves nobody behind who interrupts that carrier; and one that
 * was unparked meanwhile does not stay parked. The steps are those of {@link Unmounting}.
 */
final class UnmountTests {
  private UnmountTests() {}

  @JCStressTest
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE,
      desc = "the carrier has gone on, and it was woken")
  @Outcome(
      id = "true, .*",
      expect = FORBIDDEN,
      desc = "the carrier is interrupted for who has left")
  @Outcome(expect = FORBIDDEN, desc = "it stays parked with a permit")
  @State
  public static class LeaveAndInterrupt {
    private final Unmounting left = new Unmounting();

    @Actor
    public void carrier() {
      left.leave();
    }

    @Actor
    public void interrupter() {
      left.interrupt();
    }

    @Arbiter
    public void rest(ZZ_Result r) {
      r.r1 = left.isCarrierInterrupted();
      r.r2 = left.isParked();
    }
  }
}
