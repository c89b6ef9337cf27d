// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.sched.Scheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at all threads: whether everybody waits for somebody else.
 *
 * @param alive a goroutine that may run by itself; then the rest is not known
 * @param waker who else may, in words; null if nobody
 * @param waits the goroutines, and a number for the wait of each; the same number is the same wait
 * @param dependsOnSystem true if some seem to run, and must wait for a class's initialization if
 *     the operating system says that they sleep
 */
record Rest(
    @Nullable Goroutine alive,
    @Nullable String waker,
    Map<Goroutine, Integer> waits,
    boolean dependsOnSystem) {

  /** The number of a wait in the JDK, which does not count them. */
  private static final int UNCOUNTED = -1;

  static Rest of(List<Goroutine> all) {
    var waits = new HashMap<Goroutine, Integer>();
    int onCarriers = 0;
    boolean initializing = false;
    boolean initializer = false;
    for (var g : all) {
      var wait = g.currentWait();
      if (wait == null || g.isMounted()) {
        var stack = g.thread().getStackTrace();
        initializer |= ThreadState.isInitializer(stack);
        switch (wait == null ? stateOf(g, stack) : ThreadState.AT_REST) {
          case AT_REST -> {}
          case RUNS_OR_INITIALIZES -> initializing = true;
          case MAY_RUN -> {
            return new Rest(g, null, Map.of(), false);
          }
        }
      }
      if (wait != null && wait.isTimed()) {
        return new Rest(g, null, Map.of(), false);
      }
      waits.put(g, wait == null ? UNCOUNTED : wait.number());
      onCarriers += JdkInternals.isOnCarrier(g.thread()) ? 1 : 0;
    }
    var others = ForeignThreads.look();
    initializing |= others.isAnyInitializing();
    initializer |= others.isAnyInitializer();
    var waker = others.waker();
    if (waker == null && initializing && !initializer) {
      waker = "a thread that runs";
    }
    if (waker == null && !Scheduler.get().isIdleBut(onCarriers + others.onCarriers())) {
      waker = "a carrier";
    }
    return new Rest(null, waker, waits, initializing);
  }

  /** Whether it may run by itself, for all that can be seen of it alone. */
  static boolean isAlive(Goroutine g) {
    var wait = g.currentWait();
    return wait != null
        ? wait.isTimed()
        : stateOf(g, g.thread().getStackTrace()) == ThreadState.MAY_RUN;
  }

  /** One that is ready and not on a carrier runs soon, whatever its stack looks like. */
  private static ThreadState stateOf(Goroutine g, StackTraceElement[] stack) {
    var state = ThreadState.of(g.thread(), stack);
    return state == ThreadState.RUNS_OR_INITIALIZES && !g.isMounted() ? ThreadState.MAY_RUN : state;
  }

  boolean isSameAs(Rest first) {
    return alive == null
        && waker == null
        && dependsOnSystem == first.dependsOnSystem
        && waits.equals(first.waits);
  }

  /** Changes when anything that waits has waited anew; holds on to nobody. */
  long fingerprint() {
    long sum = 0;
    for (var e : waits.entrySet()) {
      sum += e.getKey().id() * 0x9E3779B97F4A7C15L ^ e.getValue() * 0xC2B2AE3D27D4EB4FL;
    }
    return sum;
  }
}
