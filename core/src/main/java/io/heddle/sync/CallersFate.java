// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Causes;
import io.heddle.internal.hook.Deadlines;
import io.heddle.internal.hook.QuietEnd;
import io.heddle.internal.timer.TimeSource;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/**
 * Tells the failure of a body that several share from what is the fate of the one that ran it: that
 * one was interrupted, or its context has ended. The others were not, and theirs may not have.
 */
final class CallersFate {
  /*
   * A deadline may be the caller's, set before it came, or the body's own, which says how long the
   * work itself may take; the latter is a failure like any other. If each who waits ran the body
   * again into that, one after the other, a slow server would be asked for as long as anybody waits.
   * Which of the two it is the time tells at which the deadline was set. Of a cancellation there is
   * no such time: it counts as the caller's, for a body that cancels a context of its own knows so.
   */
  private CallersFate() {}

  /**
   * @param since when the body was started, by {@link TimeSource}
   */
  static boolean is(Throwable failure, long since) {
    for (var t : Causes.of(failure)) {
      if (t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          || t instanceof FileLockInterruptionException
          || t.getClass() == InterruptedIOException.class // a timeout of a socket is a subclass
          || t instanceof QuietEnd && !isNewerThan(since, t)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNewerThan(long since, Throwable t) {
    long setAt = Deadlines.setAt(t);
    return setAt != TimeSource.NEVER && setAt > since;
  }
}
