// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.internal.hook.GoexitSignal;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A body that runs on its caller's thread and is interrupted when the context ends. */
final class Call extends Link {
  /*
   *   FRESH ──▶ RUNNING ─────────────────▶ OVER          the body has ended first
   *     │          └──▶ INTERRUPTING ──▶ INTERRUPTED     the context has
   *     └──▶ TOO_LATE                                    the context had ended before
   *
   * FRESH → RUNNING and RUNNING → OVER are the caller's, the others of whoever ends the context. The
   * caller waits out INTERRUPTING: after it no interrupt of ours is on its way.
   *
   * One flag: a thread that is interrupted twice has one flag set. At the end ours is cleared; another's
   * must stay. It is another's
   *   - if it was set when ours was made (Interrupts.others);
   *   - if the body has ended by an InterruptedException: what throws that has cleared the flag, so what
   *     is set afterwards was set afterwards.
   * If the body returns, or fails otherwise, a flag that is set is ours, as far as anybody can tell: the
   * body need not have come to a point where it would have been cleared, and many set it again when they
   * wrap the exception. An interrupt that came in between, or while ours was pending, is cleared with it.
   *
   * Nested calls share the flag, and the Interrupts: what an inner one has set is no other's for the
   * outer one. The inner one, when it clears it, sets it again if the outer one's context has ended too,
   * which may be once more than the outer one has; so that then is taken for ours.
   * Checked by: CallTest
   */
  private enum State {
    FRESH,
    RUNNING,
    INTERRUPTING,
    INTERRUPTED,
    OVER,
    TOO_LATE
  }

  private static final ScopedValue<Call> INNERMOST = ScopedValue.newInstance();

  private final Thread thread = Thread.currentThread();
  private final AtomicReference<State> state = new AtomicReference<>(State.FRESH);

  private final @Nullable Call outer;
  private final Interrupts interrupts;

  /** The body has failed, and what is thrown instead is the context's end; its own thread's. */
  private boolean isReplaced;

  /** It has failed by an InterruptedException; its own thread's. */
  private boolean hasTakenFlag;

  /** A call inside this one has set the flag for it, maybe once more; its own thread's. */
  private boolean isRenewed;

  /** The interrupts that a thread's calls have made, from the outermost one on. */
  private static final class Interrupts {
    /** How many of the calls have interrupted the thread, and have not ended; guarded by this. */
    private int ours;

    /** Whether the flag was set before the first of these; guarded by this. */
    private boolean others;

    synchronized void make(Thread thread) {
      if (ours++ == 0) {
        others = thread.isInterrupted();
      }
      thread.interrupt();
    }

    /** One of the calls has ended. Returns whether there is an interrupt of somebody else. */
    synchronized boolean isOthersAtEnd() {
      ours--;
      return others;
    }
  }

  private Call(@Nullable Call around) {
    outer = around != null && around.thread == thread ? around : null;
    interrupts = outer == null ? new Interrupts() : outer.interrupts;
  }

  static <R extends @Nullable Object> R run(
      AbstractContext context, CancelNode node, Callable<R> body) throws Exception {
    var call = new Call(INNERMOST.isBound() ? INNERMOST.get() : null);
    if (node.end() == null) {
      node.adopt(call);
    }
    if (node.end() != null || !call.state.compareAndSet(State.FRESH, State.RUNNING)) {
      call.state.compareAndSet(State.FRESH, State.TOO_LATE);
      throw errOf(node);
    }
    try {
      return Current.as(context).where(INNERMOST, call).call(body::call);
    } catch (Exception e) {
      var end = node.end();
      if (end == null || GoexitSignal.isIn(e)) {
        throw e;
      }
      call.isReplaced = true;
      call.hasTakenFlag = e instanceof InterruptedException;
      errOf(node); // not before everybody can see it
      throw end.errBecauseOf(e);
    } finally {
      call.finish();
    }
  }

  private static ContextException errOf(CancelNode node) {
    var err = node.err();
    if (err == null) {
      throw new AssertionError("the context has not ended");
    }
    return err;
  }

  @Override
  void ended() {
    if (state.compareAndSet(State.FRESH, State.TOO_LATE)
        || !state.compareAndSet(State.RUNNING, State.INTERRUPTING)) {
      return;
    }
    try {
      interrupts.make(thread);
    } finally {
      state.set(
          State.INTERRUPTED); // a thread may refuse; who waits for this must not wait for ever
    }
  }

  private void finish() {
    if (state.compareAndSet(State.RUNNING, State.OVER)) {
      unlink();
      return;
    }
    for (int i = 0; state.get() == State.INTERRUPTING; i++) {
      CancelNode.pause(i);
    }
    boolean others = interrupts.isOthersAtEnd();
    boolean isSet = Thread.interrupted();
    boolean isOthers = isSet ? others || hasTakenFlag && !isRenewed : others && isReplaced;
    if (outer != null && outer.isInterrupted()) {
      outer.isRenewed = true;
      thread.interrupt();
    } else if (isOthers) {
      thread.interrupt();
    }
  }

  private boolean isInterrupted() {
    var s = state.get();
    return s == State.INTERRUPTING || s == State.INTERRUPTED;
  }
}
