// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.Copies;
import io.heddle.internal.wait.StackReserve;
import java.io.File;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The seam between goroutines and what runs them. Chosen once per process: our own carriers if the
 * JDK lets us in, else the JDK's scheduler.
 */
public abstract class Scheduler {
  private static final Consumer<Object> PARK = new Park();

  Scheduler() {}

  /** Chosen when first asked for; {@code -Dheddle.scheduler=carriers|jdk} forces one. */
  private static final class Choice {
    static final Scheduler CHOSEN = choose();

    private static Scheduler choose() {
      String classPath = System.getProperty("java.class.path", "");
      if (classPath.indexOf(File.pathSeparatorChar) >= 0) {
        Copies.look(classPath);
      }
      var wanted = System.getProperty("heddle.scheduler", "");
      if (wanted.equals("jdk")) {
        return new VirtualThreadScheduler();
      }
      if (!wanted.isEmpty() && !wanted.equals("carriers")) {
        throw new IllegalArgumentException(
            "-Dheddle.scheduler=" + wanted + ": known are carriers and jdk");
      }
      if (JdkInternals.available()) {
        return CarrierScheduler.instance();
      }
      System.err.println(
          "heddle: goroutines run on the JDK's scheduler, more slowly, without hog relief, and"
              + " deadlocks are not found: "
              + JdkInternals.reason());
      return new VirtualThreadScheduler();
    }
  }

  public static Scheduler get() {
    return Choice.CHOSEN;
  }

  /** What runs the caller, if it is a goroutine: that of its bubble, or the process's. */
  public static Scheduler ofCaller() {
    if (BubbleScheduler.isOn()) {
      var b = BubbleScheduler.here();
      if (b != null) {
        return b;
      }
    }
    return get();
  }

  /**
   * A thread for the goroutine, not started.
   *
   * @param inherits whether it has the caller's class loader and inheritable thread-locals
   */
  abstract Thread newThread(Goroutine g, String name, boolean inherits);

  /** Lets it run. */
  abstract void start(Goroutine g, Thread thread);

  /** Its thread runs for the first time; called on it. */
  abstract void begun(Goroutine g);

  /** Its body is over; called on its thread, which is about to end. */
  abstract void ended(Goroutine g);

  /** The id of the goroutine that ended lately and had this thread; 0 if that is not known. */
  long endedGoroutine(long thread) {
    return 0;
  }

  /** The goroutine that calls, or null. */
  abstract @Nullable Goroutine current();

  /** Those that run now or could, whether or not they are registered. */
  abstract void forEachActive(Consumer<Goroutine> action);

  /** Whether it is told when a goroutine leaves its carrier. */
  boolean seesSwitches() {
    return true;
  }

  /** The number of the carrier of ours that runs the caller, or that the caller is; else -1. */
  public static int carrierOfCaller() {
    return get().carrierNumber();
  }

  int carrierNumber() {
    return -1;
  }

  /** The goroutine that a thread of our own scheduler is, or null. */
  public static @Nullable Goroutine goroutineOf(Thread thread) {
    return thread.isVirtual()
            && JdkInternals.schedulerOf(thread) instanceof Goroutine g
            && g.thread() == thread
        ? g
        : null;
  }

  /** The calling thread has woken {@code thread}: what the scheduler's tracers want to know. */
  public void tellWoken(Thread thread) {}

  /** As {@link LockSupport#unpark}: the thread, of whatever kind, waits in {@code Parker}. */
  public void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  /**
   * As {@link LockSupport#park(Object)}, by one that could not leave its carrier for want of stack,
   * and keeps it. Without access to the JDK it returns at once: then its caller spins.
   */
  public static void parkOnCarrier(Object blocker) {
    if (JdkInternals.available()) {
      JdkInternals.pinned(blocker, PARK);
    } else {
      Thread.onSpinWait();
    }
  }

  /** No lambda: its class would be made where there is no stack for that. */
  private static final class Park implements Consumer<Object> {
    @Override
    public void accept(Object blocker) {
      LockSupport.park(blocker);
    }
  }

  /** As {@link LockSupport#park()}, called by a goroutine. */
  public void park() {
    LockSupport.park();
  }

  /** Lets others run first; called by a goroutine. */
  public abstract void yield();

  /**
   * As {@link Thread#yield}, or a {@link StackOverflowError}: in the last bytes of a stack a
   * virtual thread can leave its carrier and not come back, and then the JVM ends (ADR 0135).
   */
  static void offerCarrier() {
    StackReserve.touchLittle();
    Thread.yield();
  }

  /** True if for an instant during the call nothing ran and nothing was ready to run. */
  public final boolean isIdle() {
    return isIdleBut(0);
  }

  /** As {@link #isIdle}, but that so many goroutines keep their carriers while they wait. */
  public abstract boolean isIdleBut(int carriers);

  /** How many goroutines live: started, not ended, not collected. */
  public abstract long count();

  /** What it has done so far, and how it stands. */
  public abstract Statistics statistics();

  /** How many goroutines may run at the same instant. */
  public abstract int maxProcs();

  /**
   * From their next turns on no goroutine runs, if that can be had.
   *
   * @return for {@link #goOn}
   */
  public int pause() {
    return 0;
  }

  /** Ends a pause. */
  public void goOn(int paused) {}

  /** Changes that; returns the former value. */
  public abstract int maxProcs(int n);
}
