// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.internal.timer.TimeSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** How a context ended, and with it all below it: they share this object. */
final class End {
  /*
   * The exception is made when somebody first asks: most contexts are closed without anybody asking,
   * and its stack trace then shows who noticed.
   */
  private static final int MAX_SUPPRESSED = 100;
  private static final VarHandle ERR;
  private static final VarHandle SUPPRESSED;

  static {
    try {
      ERR = MethodHandles.lookup().findVarHandle(End.class, "err", ContextException.class);
      SUPPRESSED = MethodHandles.lookup().findVarHandle(End.class, "suppressed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final boolean expired;

  /** When the deadline was set, if it is one. */
  private final long setAt;

  private final @Nullable Throwable cause;
  private volatile @Nullable ContextException err;

  @SuppressWarnings("unused") // through SUPPRESSED
  private volatile int suppressed;

  /**
   * @param expired by a deadline, not by a call of cancel
   */
  End(boolean expired, @Nullable Throwable cause) {
    this.expired = expired;
    setAt = expired ? TimeSource.now() : TimeSource.NEVER;
    this.cause = cause;
  }

  /** The same object each time. */
  ContextException err() {
    var e = err;
    if (e == null) {
      e = expired ? new DeadlineExceededException(setAt) : new CanceledException();
      var other = (ContextException) ERR.compareAndExchange(this, null, e);
      if (other != null) {
        e = other;
      }
    }
    return e;
  }

  Throwable cause() {
    return cause != null ? cause : err();
  }

  /**
   * {@link #err} after something failed because of it; of very many failures the first are kept.
   */
  ContextException errBecauseOf(Throwable failure) {
    var e = err();
    if (e != failure && (int) SUPPRESSED.getAndAdd(this, 1) < MAX_SUPPRESSED) {
      e.addSuppressed(failure);
    }
    return e;
  }
}
