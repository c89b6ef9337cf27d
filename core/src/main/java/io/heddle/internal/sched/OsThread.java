// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * How whoever runs on a carrier gives its processor away without leaving the carrier: to wait for
 * one that holds a spin lock and has lost its own processor, there being more carriers than
 * processors for them.
 */
public final class OsThread {
  /*
   * The JDK's own way to park a carrier beneath a goroutine (VirtualThread.parkOnCarrierThread) is
   * Unsafe.park, and so it is here: the goroutine's permit stays what it is, which LockSupport would
   * consume, and its state as well. The carrier's own permit is nobody's but the scheduler's, who looks at
   * flags whenever it returns from a park.
   */
  private static final @Nullable MethodHandle PARK = open();

  private OsThread() {}

  private static @Nullable MethodHandle open() {
    if (!JdkInternals.available()) {
      return null;
    }
    try {
      var unsafe = Class.forName("jdk.internal.misc.Unsafe");
      var lookup = JdkInternals.lookup(unsafe);
      var get = lookup.findStatic(unsafe, "getUnsafe", MethodType.methodType(unsafe));
      var park = MethodType.methodType(void.class, boolean.class, long.class);
      return lookup.findVirtual(unsafe, "park", park).bindTo(get.invoke());
    } catch (Throwable e) {
      return null;
    }
  }

  /** Sleeps for about as long; false at once if the caller is on no carrier of ours. */
  public static boolean sleep(long nanos) {
    if (PARK == null || Carrier.current() == null) {
      return false;
    }
    try {
      PARK.invokeExact(false, nanos);
      return true;
    } catch (Throwable e) {
      throw JdkInternals.unexpected(e);
    }
  }
}
