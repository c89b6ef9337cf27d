// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.heddle.internal.sched.Scheduler;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * What the tests of this module ask Lincheck: has every concurrent outcome of these operations one
 * order of them, one after the other, in which the specification gives the same?
 */
public final class Checks {
  /*
   * The model checker switches threads between any two accesses to shared memory, those schedules
   * with few switches first, and finds deadlocks. It is sequentially consistent: what depends on
   * the strength of a fence is for jcstress. Its clock stands still, so that:
   *   - SpinLock.pauseFor, which waits for the clock, is left out of the analysis; the loop around
   *     it is not;
   *   - a deadline never comes. Timeouts are not modelled; interrupts, which take the same way out
   *     of a wait, are.
   * A park may return for no reason, so that a lost wake-up shows as a loop that never ends.
   * Scale: both the number of scenarios and the invocations of each grow with its root.
   */
  private static final double SCALE =
      Math.sqrt(Double.parseDouble(System.getProperty("verification.scale", "1")));

  static {
    var _ = Scheduler.get(); // starts threads of its own: not in the middle of a scenario
  }

  private Checks() {}

  /** Draws scenarios and tries their interleavings systematically. */
  public static void modelCheck(Class<?> operations, Class<?> specification) {
    check(modelChecking(), scaled(4), scaled(150), operations, specification);
  }

  /** Draws scenarios and runs each many times on real threads. */
  public static void stress(Class<?> operations, Class<?> specification) {
    check(new StressOptions(), scaled(4), scaled(200), operations, specification);
  }

  /** Tries interleavings of a program's threads. */
  public static void modelCheck(Class<? extends Program> program) {
    modelChecking()
        .iterations(1)
        .invocationsPerIteration(scaled(scaled(120)))
        .threads(1)
        .actorsBefore(0)
        .actorsPerThread(1)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .sequentialSpecification(Program.Holds.class)
        .check(program);
  }

  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .addGuarantee(forClasses("io.heddle.internal.wait.SpinLock").methods("pauseFor").ignore());
  }

  private static int scaled(int n) {
    return (int) Math.max(1, n * SCALE);
  }

  private static void check(
      Options<?, ?> options,
      int scenarios,
      int invocations,
      Class<?> operations,
      Class<?> specification) {
    options.iterations(scenarios).invocationsPerIteration(invocations);
    options.threads(2).actorsBefore(2).actorsPerThread(3).actorsAfter(2);
    options.sequentialSpecification(specification).check(operations);
  }
}
