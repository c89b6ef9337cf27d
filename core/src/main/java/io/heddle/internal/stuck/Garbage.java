// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import java.lang.ref.WeakReference;

/** Has the JVM collect all garbage, with whatever collector it runs. */
final class Garbage {
  /*
   * System.gc() is a full collection with Serial, Parallel and G1, and a whole cycle with ZGC and
   * Shenandoah; it returns when that is over, or, with some flags, when it has begun: so an object that
   * is garbage tells when weak references have been cleared. With -XX:+DisableExplicitGC it does nothing;
   * then a class histogram is asked for, which collects before it counts.
   */
  private static final int TRIES = 3;
  private static final int WAIT_MILLIS = 300;

  private Garbage() {}

  static void collect() {
    for (int i = 0; i < TRIES; i++) {
      var canary = canary();
      System.gc();
      if (isGone(canary)) {
        return;
      }
    }
    HistogramCollection.collect();
  }

  private static WeakReference<Object> canary() {
    return new WeakReference<>(new Object());
  }

  private static boolean isGone(WeakReference<Object> canary) {
    boolean interrupted = false;
    long end = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
    while (!canary.refersTo(null) && System.nanoTime() - end < 0) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return canary.refersTo(null);
  }
}
