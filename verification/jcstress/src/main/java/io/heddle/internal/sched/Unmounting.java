// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The steps of {@code java.lang.GoroutineSwitch.hasParked} and of the JDK's {@code
 * VirtualThread.interrupt}, on fields of its own: of one goroutine and the carrier that it leaves.
 */
class Unmounting {
  static final int PARKING = 3;
  static final int PARKED = 4;
  private static final int UNPARKED = 9;
  static final VarHandle STATE;
  private static final VarHandle IS_MOUNTED;

  static {
    try {
      var lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Unmounting.class, "state", int.class);
      IS_MOUNTED = lookup.findVarHandle(Unmounting.class, "isMounted", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object interruptLock = new Object();
  private volatile int state = PARKING;
  private volatile boolean isMounted = true;
  private volatile boolean isInterrupted;
  private volatile boolean hasPermit;
  volatile boolean isCarrierInterrupted;

  /** By the carrier. */
  final void leave() {
    IS_MOUNTED.setRelease(this, false);
    storeParked();
    if (isInterrupted || isCarrierInterrupted) {
      forgetInterrupt();
    }
    if (hasPermit) {
      var _ = STATE.compareAndSet(this, PARKED, UNPARKED);
    }
  }

  void storeParked() {
    state = PARKED;
  }

  void forgetInterrupt() {
    synchronized (interruptLock) {
      isCarrierInterrupted = false;
    }
  }

  /** By any other thread. */
  final void interrupt() {
    synchronized (interruptLock) {
      isInterrupted = true;
      if (isMounted) {
        isCarrierInterrupted = true;
      }
    }
    hasPermit = true;
    var _ = STATE.compareAndSet(this, PARKED, UNPARKED);
  }

  final boolean isCarrierInterrupted() {
    return isCarrierInterrupted;
  }

  final boolean isParked() {
    return state == PARKED;
  }
}
