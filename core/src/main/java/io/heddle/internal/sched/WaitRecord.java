// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.wait.CoarseClock;
import io.heddle.internal.wait.WaitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a goroutine says about itself: what it waits for and since when, or how long it was ready.
 */
abstract class WaitRecord extends Ready {
  /*
   * Timed:  of some of those that become ready it is measured how long they wait for a carrier.
   *         The time is kept where that of its last wait was. A dump that looks at that moment must
   *         not take one for the other: isTimed is set before the time, read before and after it, and
   *         cleared after a time of waiting stands there again.
   * Memory: these fields stand in each goroutine, of which there may be a million.
   */
  private static final WaitReason[] REASONS = WaitReason.values();
  private static final byte NOT_WAITING = -1;
  private static final int TIME_SHIFT = 6;
  private static final VarHandle WAITING_ON;

  static {
    try {
      WAITING_ON =
          MethodHandles.lookup().findVarHandle(WaitRecord.class, "waitingOn", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // What it waits for. Written by itself; whoever reads it asks for the thread's state first.
  private @Nullable Object waitingOn;
  private int waits;

  /**
   * While it waits: since when, in deciseconds; while it is timed: when it became ready, in 64 ns.
   */
  private int since;

  private byte reason = NOT_WAITING;
  private boolean hasDeadline;

  /** Set by who made it ready, cleared by the carrier that runs it. */
  boolean isTimed;

  /** The thread that waits. */
  abstract Thread thread();

  @Override
  final void time() {
    isTimed = true;
    VarHandle.releaseFence();
    since = (int) (System.nanoTime() >>> TIME_SHIFT);
  }

  /** It runs: for how many nanoseconds has it been ready, up to four minutes? */
  final long readyNanos() {
    int units = (int) (System.nanoTime() >>> TIME_SHIFT) - since;
    since =
        CoarseClock
            .deciseconds(); // one that was woken for nothing waits on, and does not say so again
    VarHandle.releaseFence();
    isTimed = false;
    return Integer.toUnsignedLong(units) << TIME_SHIFT;
  }

  /**
   * It is about to park in a primitive of this library.
   *
   * @param on what it waits on; held until the next wait says something else, or it blocks in the
   *     JDK
   */
  public final void beginWait(WaitReason why, @Nullable Object on, boolean timed) {
    reason = (byte) why.ordinal();
    hasDeadline = timed;
    waits++;
    since = CoarseClock.deciseconds();
    // Most goroutines wait on the same thing again and again. The store of a reference into an old
    // object costs a fence (G1), the comparison nothing.
    if (waitingOn != on) {
      waitingOn = on;
    }
  }

  public final void endWait() {
    reason = NOT_WAITING;
    if (!Scheduler.get().seesSwitches()) {
      waitingOn = null;
    }
  }

  /**
   * Its carrier has seen it leave, not by a wait in this library: what it last waited on is to be
   * garbage while it is blocked in the JDK.
   */
  final void forgetLastWait() {
    int number = waits;
    var on = waitingOn;
    if (on != null && reason == NOT_WAITING && WAITING_ON.compareAndSet(this, on, null)) {
      if (waits != number) {
        WAITING_ON.compareAndSet(this, null, on); // it runs elsewhere, and waits on the same again
      }
    }
  }

  /**
   * A wait in a primitive of this library.
   *
   * @param number counts the waits of its goroutine: an equal one is the same wait
   */
  public record Wait(
      WaitReason reason, @Nullable Object on, boolean isTimed, int deciseconds, int number) {
    public Duration since() {
      return Duration.ofMillis(100L * deciseconds);
    }
  }

  /** Why it seems to wait in a primitive of this library, without a look at its thread. */
  public final @Nullable WaitReason reason() {
    byte why = reason;
    return why == NOT_WAITING ? null : REASONS[why];
  }

  /** What it waits on, if {@link #reason} says that it waits. */
  public final @Nullable Object waitsOn() {
    return waitingOn;
  }

  /** What it waits for in a primitive of this library; null while it doesn't. */
  public final @Nullable Wait currentWait() {
    var state = thread().getState();
    int number = waits;
    byte why = reason;
    if (why == NOT_WAITING || state == Thread.State.RUNNABLE || state == Thread.State.TERMINATED) {
      return null;
    }
    return new Wait(REASONS[why], waitingOn, hasDeadline, decisecondsWaited(), number);
  }

  private int decisecondsWaited() {
    boolean timed = isTimed;
    VarHandle.acquireFence();
    int begin = since;
    VarHandle.acquireFence();
    return timed || isTimed ? 0 : CoarseClock.deciseconds() - begin;
  }

  /** At its end. */
  final void forgetWait() {
    waitingOn = null;
  }
}
