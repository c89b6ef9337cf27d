// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.wait.WaitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed once, when it is first asked for: Go's {@code sync.OnceValue}.
 *
 * <p>If the computation fails, every {@link #get} throws the same object: an unchecked failure
 * itself, a checked one in one {@link CompletionException}. The computation is released once it has
 * run. Its end happens-before the return of every {@code get}.
 *
 * @param <T> the value's type
 */
public final class OnceValue<T> implements Supplier<T> {
  /*
   * `body` is taken by CAS: who gets it computes. `value` and `failure` are written before the
   * completion and read after it.
   * Checked by: OnceTest
   */
  private static final VarHandle BODY;

  static {
    try {
      BODY = MethodHandles.lookup().findVarHandle(OnceValue.class, "body", Callable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Completion computed = new Completion(WaitReason.ONCE, this);
  private volatile @Nullable Callable<? extends T> body;
  private @Nullable T value;
  private @Nullable Throwable failure;

  /** Makes one that will compute its value by {@code body}, on the thread that first asks. */
  public OnceValue(Callable<? extends T> body) {
    this.body = Objects.requireNonNull(body, "body");
  }

  /** The value. Waits for a computation under way; an interrupt does not end that and is kept. */
  @Override
  @SuppressWarnings("NullAway") // null only if the body returned null
  public T get() {
    if (!computed.isComplete()) {
      var b = body;
      if (b != null && BODY.compareAndSet(this, b, null)) {
        compute(b);
      } else {
        computed.awaitUninterruptibly();
      }
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new AssertionError(e); // wrapped by compute
    }
    return value;
  }

  private void compute(Callable<? extends T> b) {
    try {
      value = b.call();
    } catch (GoexitSignal e) {
      failure = new IllegalStateException("the computation of this OnceValue called goexit");
      throw e;
    } catch (RuntimeException | Error e) {
      failure = e;
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      failure = new CompletionException(e);
    } finally {
      computed.complete();
    }
  }

  @Override
  public String toString() {
    return computed.isComplete() ? "once value, computed" : "once value, not computed";
  }
}
