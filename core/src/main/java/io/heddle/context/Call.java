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
   * caller waits out INTERRUPTING: after it no interrupt of ours is on its way, and the one that was
   * made is cleared, unless another was pending before: the two are one flag, and that other stays.
   *
   * Nested calls share the thread's one flag: the inner one, when it clears it, sets it again if the
   * outer one's context has ended too.
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

  /** Written before INTERRUPTED, read after it. */
  private boolean othersInterrupt;

  private Call() {}

  static <R extends @Nullable Object> R run(CancelNode node, Callable<R> body) throws Exception {
    var outer = INNERMOST.isBound() ? INNERMOST.get() : null;
    var call = new Call();
    if (node.end() == null) {
      node.adopt(call);
    }
    if (node.end() != null || !call.state.compareAndSet(State.FRESH, State.RUNNING)) {
      call.state.compareAndSet(State.FRESH, State.TOO_LATE);
      throw errOf(node);
    }
    try {
      return ScopedValue.where(INNERMOST, call).call(body::call);
    } catch (GoexitSignal e) {
      throw e;
    } catch (Exception e) {
      var end = node.end();
      if (end == null) {
        throw e;
      }
      errOf(node); // not before everybody can see it
      throw end.errBecauseOf(e);
    } finally {
      call.finish(outer);
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
    othersInterrupt = thread.isInterrupted();
    thread.interrupt();
    state.set(State.INTERRUPTED);
  }

  private void finish(@Nullable Call outer) {
    if (state.compareAndSet(State.RUNNING, State.OVER)) {
      unlink();
      return;
    }
    for (int i = 0; state.get() == State.INTERRUPTING; i++) {
      CancelNode.pause(i);
    }
    if (!othersInterrupt) {
      Thread.interrupted();
    }
    if (outer != null && outer.thread == thread && outer.isInterrupted()) {
      thread.interrupt();
    }
  }

  private boolean isInterrupted() {
    var s = state.get();
    return s == State.INTERRUPTING || s == State.INTERRUPTED;
  }
}
