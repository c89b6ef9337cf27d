// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Predicate;
import jdk.internal.misc.Unsafe;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import jdk.internal.vm.annotation.ChangesCurrentThread;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;
import jdk.internal.vm.annotation.ReservedStackAccess;

/**
 * How a goroutine leaves its carrier and comes back: what {@code VirtualThread.park} and {@code
 * runContinuation} do, with half of their fences. For JDK 25; Heddle's {@code OwnSwitch} puts it
 * into {@code java.lang} and calls it, or does not. To call it takes no more than two interfaces.
 */
final class GoroutineSwitch implements Runnable, Predicate<Object> {
  /*
   * Why here:     the JIT takes Thread.currentThread() for a constant within what it compiles together, but
   *               for methods that say @ChangesCurrentThread, and it believes only classes of the boot
   *               loader. In this package the rest is within reach, too.
   * States:       those of VirtualThread, and at any instant seen by others one that it could be in. So who
   *               unparks, interrupts, suspends or dumps need not know which of the two ways was taken,
   *               and they can alternate: a goroutine that left by one comes back by the other.
   * Fences:       4 of the JDK's 11 a switch stay. The CAS of who wakes, PARKED to UNPARKED. The CAS of who
   *               resumes: it may have been queued twice. The store of the carrier, before the look at
   *               `interrupted`; its pair is Thread.interrupt, which sets that and then looks for the
   *               carrier. The store of PARKED, before the looks at the permit (pair: unpark, which sets it
   *               and then looks at the state) and at `interrupted`.
   * PARKING:      is for the carrier's eyes, and unpark does the same at PARKING as at RUNNING.
   * No lock:      the JDK takes interruptLock to forget the carrier, so that nobody interrupts a carrier
   *               that has gone on. Here who has seen the carrier before PARKED has set `interrupted` before
   *               that, so it is seen after PARKED, and only then the lock is taken: to wait for whoever
   *               is about to interrupt the carrier. The carrier's status is cleared after that.
   * mounted:      is written for who looks; one CAS on the state already says who may run it.
   * Other ends:   a timed park, a monitor, Object.wait, Thread.yield, the first turn and the end go the
   *               JDK's way from the point on where they differ.
   */
  private static final Unsafe U = Unsafe.getUnsafe();
  private static final ContinuationScope SCOPE = VirtualThread.continuationScope();

  private static final int RUNNING = 2;
  private static final int PARKING = 3;
  private static final int PARKED = 4;
  private static final int UNPARKED = 9;

  private static final long STATE = offset(VirtualThread.class, "state");
  private static final long PARK_PERMIT = offset(VirtualThread.class, "parkPermit");
  private static final long CARRIER = offset(VirtualThread.class, "carrierThread");
  private static final long CONTINUATION = offset(VirtualThread.class, "cont");
  private static final long RUN_CONTINUATION = offset(VirtualThread.class, "runContinuation");
  private static final long TIMEOUT_TASK = offset(VirtualThread.class, "timeoutTask");
  private static final long INTERRUPT_LOCK = offset(Thread.class, "interruptLock");
  private static final long MOUNTED = offset(Continuation.class, "mounted");
  private static final long TAIL = offset(Continuation.class, "tail");
  private static final long SCOPED_CACHE = offset(Continuation.class, "scopedValueCache");

  private static final MethodHandle NOTIFY_MOUNT;
  private static final MethodHandle NOTIFY_UNMOUNT;
  private static final MethodHandle AFTER_YIELD;
  private static final MethodHandle AFTER_DONE;
  private static final MethodHandle ENTER;

  static {
    try {
      var thread = MethodHandles.privateLookupIn(VirtualThread.class, MethodHandles.lookup());
      var plain = MethodType.methodType(void.class);
      var flag = MethodType.methodType(void.class, boolean.class);
      NOTIFY_MOUNT = thread.findVirtual(VirtualThread.class, "notifyJvmtiMount", flag);
      NOTIFY_UNMOUNT = thread.findVirtual(VirtualThread.class, "notifyJvmtiUnmount", flag);
      AFTER_YIELD = thread.findVirtual(VirtualThread.class, "afterYield", plain);
      AFTER_DONE = thread.findVirtual(VirtualThread.class, "afterDone", plain);
      ENTER =
          MethodHandles.privateLookupIn(Continuation.class, MethodHandles.lookup())
              .findStatic(
                  Continuation.class,
                  "enterSpecial",
                  MethodType.methodType(
                      void.class, Continuation.class, boolean.class, boolean.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  GoroutineSwitch() {}

  private static long offset(Class<?> c, String field) {
    return U.objectFieldOffset(c, field);
  }

  /** As {@code LockSupport.park}; the caller is a virtual thread. */
  @Hidden
  @Override
  public void run() {
    var self = (VirtualThread) Thread.currentThread();
    if (U.getBoolean(self, PARK_PERMIT) || self.interrupted) {
      self.park(); // consumes it
      return;
    }
    U.putIntRelease(self, STATE, PARKING);
    boolean hasLeft = false;
    try {
      hasLeft = leave(self);
    } finally { // also after a StackOverflowError: one that runs on must not count as parking
      if (!hasLeft) {
        U.putIntVolatile(self, STATE, RUNNING);
      }
    }
    if (!hasLeft) {
      self.park(); // which cannot leave, either, and says so
    }
  }

  @Hidden
  private static boolean leave(VirtualThread self) {
    tell(NOTIFY_UNMOUNT, self, true);
    try {
      return Continuation.yield(SCOPE);
    } catch (OutOfMemoryError e) {
      return false;
    } finally {
      tell(NOTIFY_MOUNT, self, false);
    }
  }

  /**
   * Runs the virtual thread, on the calling carrier, until it next leaves it.
   *
   * @return true if it parks, and must be made ready: it was unparked while it left
   */
  @ChangesCurrentThread
  @Override
  public boolean test(Object thread) {
    var next = (VirtualThread) thread;
    if (U.getIntVolatile(next, STATE) != UNPARKED || U.getReference(next, TIMEOUT_TASK) != null) {
      ((Runnable) U.getReference(next, RUN_CONTINUATION)).run();
      return false;
    }
    if (!U.compareAndSetInt(next, STATE, UNPARKED, RUNNING)) {
      return false;
    }
    if (U.getBoolean(next, PARK_PERMIT)) {
      U.putBooleanVolatile(next, PARK_PERMIT, false);
    }
    var carrier = Thread.currentCarrierThread();
    mount(next, carrier);
    var continuation = (Continuation) U.getReference(next, CONTINUATION);
    boolean isWoken = false;
    try {
      run(continuation, carrier);
    } finally {
      if (U.getInt(next, STATE) == PARKING) {
        isWoken = hasParked(next, carrier);
      } else {
        leftOtherwise(next, carrier, continuation);
      }
    }
    return isWoken;
  }

  @ChangesCurrentThread
  @ReservedStackAccess
  private static void mount(VirtualThread next, Thread carrier) {
    tell(NOTIFY_MOUNT, next, true);
    U.putReferenceVolatile(next, CARRIER, carrier);
    if (next.interrupted || carrier.isInterrupted()) {
      passInterrupt(next, carrier);
    }
    carrier.setCurrentThread(next);
  }

  private static void passInterrupt(VirtualThread next, Thread carrier) {
    synchronized (U.getReference(next, INTERRUPT_LOCK)) {
      if (next.interrupted) {
        carrier.setInterrupt();
      } else {
        carrier.clearInterrupt();
      }
    }
  }

  /** As {@code Continuation.run}, of one that has been started and is the outermost. */
  private static void run(Continuation c, Thread carrier) {
    U.putBoolean(c, MOUNTED, true);
    var cache = (Object[]) U.getReference(c, SCOPED_CACHE);
    Thread.setScopedValueCache(cache);
    carrier.setContinuation(c);
    try {
      enter(c);
    } finally {
      U.storeFence();
      carrier.setContinuation(null);
      U.putBooleanRelease(c, MOUNTED, false);
      var left = Thread.scopedValueCache();
      if (left != cache) {
        U.putReference(c, SCOPED_CACHE, left);
      }
      Thread.setScopedValueCache(null);
    }
  }

  @ChangesCurrentThread
  @ReservedStackAccess
  private static boolean hasParked(VirtualThread left, Thread carrier) {
    carrier.setCurrentThread(carrier);
    U.putReferenceRelease(left, CARRIER, null);
    tell(NOTIFY_UNMOUNT, left, false);
    U.putIntVolatile(left, STATE, PARKED); // from here on it may run elsewhere
    if (left.interrupted || carrier.interrupted) {
      forgetInterrupt(left, carrier);
    }
    return U.getBooleanVolatile(left, PARK_PERMIT)
        && U.compareAndSetInt(left, STATE, PARKED, UNPARKED);
  }

  private static void forgetInterrupt(VirtualThread left, Thread carrier) {
    synchronized (U.getReference(left, INTERRUPT_LOCK)) {
      carrier.clearInterrupt();
    }
  }

  /** Its carrier is free to go on only when nobody is about to interrupt it for this thread. */
  @ChangesCurrentThread
  private static void leftOtherwise(VirtualThread left, Thread carrier, Continuation c) {
    carrier.setCurrentThread(carrier);
    synchronized (U.getReference(left, INTERRUPT_LOCK)) {
      U.putReferenceVolatile(left, CARRIER, null);
    }
    carrier.clearInterrupt();
    tell(NOTIFY_UNMOUNT, left, false);
    if (c.isDone()) {
      U.putReference(c, TAIL, null);
      call(AFTER_DONE, left);
    } else {
      call(AFTER_YIELD, left);
    }
  }

  @ForceInline
  private static void tell(MethodHandle jvmti, VirtualThread thread, boolean hide) {
    try {
      jvmti.invokeExact(thread, hide);
    } catch (Throwable e) {
      U.throwException(e);
    }
  }

  @ForceInline
  private static void call(MethodHandle next, VirtualThread thread) {
    try {
      next.invokeExact(thread);
    } catch (Throwable e) {
      U.throwException(e);
    }
  }

  @ForceInline
  private static void enter(Continuation c) {
    try {
      ENTER.invokeExact(c, true, true);
    } catch (Throwable e) {
      U.throwException(e);
    }
  }
}
