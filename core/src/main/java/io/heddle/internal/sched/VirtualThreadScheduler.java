// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.Jfr;
import io.heddle.internal.timer.TimerThread;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines on the JDK's own scheduler: what is left when the JDK does not let us in. Everything
 * works, more slowly, and a goroutine that computes for long keeps its carrier from others.
 */
final class VirtualThreadScheduler extends Scheduler {
  /*
   * There is no carrier to ask who runs, so every goroutine is registered from start to end, and
   * finds itself through a thread local. Timers have a thread of their own.
   */
  private static final ThreadLocal<Goroutine> CURRENT = new ThreadLocal<>();

  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final Ended lastEnded = new Ended();

  VirtualThreadScheduler() {
    TimerThread.start();
  }

  @Override
  Thread newThread(Goroutine g, String name, boolean inherits) {
    return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(inherits).unstarted(g);
  }

  @Override
  void start(Goroutine g, Thread thread) {
    Jfr.look();
    Registry.get().link(g);
    count(g);
    try {
      if (JdkInternals.available()) {
        JdkInternals.start(
            thread); // else the JDK holds it until it ends, and no leak is ever found
      } else {
        thread.start();
      }
    } catch (Throwable e) {
      ended(g);
      throw e;
    }
  }

  @Override
  void begun(Goroutine g) {
    Registry.get().link(g);
    count(g);
    CURRENT.set(g);
  }

  private void count(Goroutine g) {
    if (!g.isCounted) {
      g.isCounted = true;
      started.increment();
    }
  }

  @Override
  void ended(Goroutine g) {
    ended.increment();
    Registry.get().unlink(g);
    synchronized (lastEnded) {
      lastEnded.add(g.thread().threadId(), g.id());
    }
  }

  @Override
  long endedGoroutine(long thread) {
    return lastEnded.goroutineOf(thread);
  }

  @Override
  @Nullable Goroutine current() {
    try {
      return CURRENT.get();
    } catch (OutOfMemoryError e) {
      return null; // it is no goroutine: those have a place for their thread locals
    }
  }

  @Override
  boolean seesSwitches() {
    return false;
  }

  @Override
  void forEachActive(Consumer<Goroutine> action) {}

  @Override
  public void yield() {
    offerCarrier();
  }

  @Override
  public boolean isIdleBut(int carriers) {
    return true; // unknown; who asks looks at each goroutine anyway
  }

  @Override
  public long count() {
    return started.sum() - ended.sum() - Registry.get().collected();
  }

  /** The JDK keeps no counts: the states are found by a look at every goroutine. */
  @Override
  public Statistics statistics() {
    long running = 0;
    long runnable = 0;
    long waiting = 0;
    for (var g : Registry.get().goroutines()) {
      if (g.thread().getState() != Thread.State.RUNNABLE) {
        waiting++;
      } else if (g.isMounted()) {
        running++;
      } else {
        runnable++;
      }
    }
    return new Statistics(
        maxProcs(),
        running,
        runnable,
        waiting,
        started.sum(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        List.of(),
        new long[0]);
  }

  @Override
  public int maxProcs() {
    return Integer.getInteger(
        "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
  }

  @Override
  public int maxProcs(int n) {
    throw new UnsupportedOperationException(
        "maxProcs can not be changed on the JDK's scheduler: " + JdkInternals.reason());
  }
}
