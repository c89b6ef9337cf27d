// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.sched.Goroutine;

/** Thrown by {@code Go.goexit}: unwinds the goroutine through its {@code finally} blocks. */
public final class GoexitSignal extends Error {
  /*
   * What stands between may have wrapped it: Method.invoke, a class initializer, a future that ran its
   * function on the spot, a catch of all that throws something of its own. It still is what ends the
   * goroutine: in Go no recover stops a Goexit. But that of another goroutine, which comes by way of a
   * future, is a failure for who gets it; hence the number. The number alone, so that a signal that
   * somebody keeps does not keep the goroutine.
   */
  private static final long serialVersionUID = 1L;

  private final long goroutine;

  /**
   * @param goroutine the id of the one that it ends
   */
  public GoexitSignal(long goroutine) {
    super("Go.goexit", null, false, false);
    this.goroutine = goroutine;
  }

  /** True if what was thrown is the end of the calling goroutine, under whatever wrapping. */
  public static boolean isIn(Throwable thrown) {
    var g = Goroutine.current();
    return g != null && isIn(thrown, g.id());
  }

  /** True if what was thrown is the end of that goroutine, under whatever wrapping. */
  public static boolean isIn(Throwable thrown, long goroutine) {
    if (thrown instanceof GoexitSignal s && s.goroutine == goroutine) {
      return true;
    }
    if (thrown.getClass() == InterruptedException.class
        || thrown.getClass() == OutOfMemoryError.class) {
      return false; // the usual end of a goroutine, or no memory: no list is made for it
    }
    for (var t : Causes.of(thrown)) {
      if (t instanceof GoexitSignal s && s.goroutine == goroutine) {
        return true;
      }
    }
    return false;
  }
}
