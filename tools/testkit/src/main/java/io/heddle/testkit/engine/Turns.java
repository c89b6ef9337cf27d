// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Whose turn it is, and how many there have been. */
final class Turns {
  /*
   * Written by the carrier, and by who runs on it; read by who watches it, too. Without fences: three
   * of them would be a tenth of a turn, and who watches looks again.
   */
  private static final VarHandle RUNNING;
  private static final VarHandle COUNT;

  static {
    try {
      var lookup = MethodHandles.lookup();
      RUNNING = lookup.findVarHandle(Turns.class, "running", Member.class);
      COUNT = lookup.findVarHandle(Turns.class, "count", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Member running;
  private volatile long count;

  void begin(Member m) {
    RUNNING.setRelease(this, m);
    another();
  }

  void end() {
    RUNNING.setRelease(this, (Member) null);
  }

  /** One more, of the same. */
  void another() {
    COUNT.setRelease(this, count + 1);
  }

  @Nullable Member running() {
    return running;
  }

  long count() {
    return count;
  }
}
