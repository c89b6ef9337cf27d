// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static java.util.Objects.requireNonNull;

import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed once, at the first call of {@link #get}: Go's {@code sync.OnceValue}.
 *
 * <p>If the computation fails, every {@link #get} throws the same exception; a checked exception is
 * wrapped in a {@link CompletionException}. The end of the computation happens-before the return of
 * every {@code get}. The reference to the computation is dropped when it has ended.
 *
 * <p>A computation that was interrupted, or that failed because a context of its caller has ended,
 * counts as not run. Only its caller gets the exception; the next caller, or one of those that
 * wait, computes the value again.
 *
 * @param <T> the type of the value
 */
public final class OnceValue<T> implements Supplier<T> {
  /*
   * `run` is null at first and after a run that does not count, else that of who computes: whoever
   * sets it by CAS does. `value`, `failure` and `isComputed` are written before the completion of the
   * run and read after it. The body goes when `isComputed` is set.
   * Checked by: OnceTest
   */
  private static final VarHandle RUN;

  static {
    try {
      RUN = MethodHandles.lookup().findVarHandle(OnceValue.class, "run", Completion.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Completion run;
  private @Nullable Callable<? extends T> body;
  private volatile boolean isComputed;
  private @Nullable T value;
  private @Nullable Throwable failure;

  /**
   * Makes a value that {@code body} will compute, on the thread that first calls {@link #get}.
   * Never blocks.
   *
   * @param body the computation
   */
  public OnceValue(Callable<? extends T> body) {
    this.body = requireNonNull(body, "body");
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Returns the value. The first call computes it; calls during the computation wait for it,
   * uninterruptibly, and an interrupt stays set.
   */
  @Override
  @SuppressWarnings("NullAway") // null only if the body returned null
  public T get() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.GET, this);
    }
    while (!isComputed) {
      var r = run;
      if (r != null) {
        r.awaitUninterruptibly();
      } else {
        StackReserve.touchTwice(); // for its end, whatever the computation does
        r = new Completion(WaitReason.ONCE, this);
        r.runHere();
        if (RUN.compareAndSet(this, null, r)) {
          compute(r);
        }
      }
    }
    if (Race.ON) {
      Race.acquire(this);
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e); // wrapped by compute
    }
    return value;
  }

  private void compute(Completion mine) {
    long since = TimeSource.now();
    boolean counts = true;
    try {
      value = requireNonNull(body).call();
    } catch (Throwable e) {
      failure = e; // before anything else, which may find no memory
      if (GoexitSignal.isIn(e)) {
        failure = new IllegalStateException("the computation of this OnceValue called goexit");
        throw OnceValue.<RuntimeException>asIs(e);
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      var unchecked =
          e instanceof RuntimeException || e instanceof Error ? e : new CompletionException(e);
      if (CallersFate.is(e, since)) {
        counts = false;
        failure = null;
        throw OnceValue.<RuntimeException>asIs(unchecked);
      }
      failure = unchecked;
    } finally {
      if (counts) {
        body = null;
        if (Race.ON) {
          Race.release(this);
        }
        isComputed = true;
      } else {
        run = null;
      }
      mine.complete();
    }
  }

  @SuppressWarnings("unchecked") // an unchecked one, or goexit under whatever wrapping
  private static <X extends Throwable> X asIs(Throwable e) throws X {
    throw (X) e;
  }

  /** Who computes it, by thread id, or 0. */
  long runner() {
    var r = run;
    return r == null || isComputed ? 0 : r.runner();
  }

  @Override
  public String toString() {
    return isComputed ? "once value, computed" : "once value, not computed";
  }
}
