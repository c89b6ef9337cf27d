// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.ReceiveChannel;
import io.heddle.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries a deadline, a cancellation signal and values to all goroutines that work on the same
 * task: Go's {@code context.Context}.
 *
 * <p>Contexts form a tree. Cancelling a context cancels all contexts below it, with the same cause,
 * before the call returns; it never blocks. Only the first cancellation has an effect. A context
 * that was cancelled or closed, or whose deadline has passed, is removed from its parent. One that
 * is merely dropped stays there until the parent is done, so close every context that you make:
 * {@code try (var ctx = parent.withTimeout(d)) { … }}.
 *
 * <p>A context needs no goroutine and no thread. Actions before a cancellation (or before the
 * creation with a deadline) happen-before a receive from {@link #done}, a return of non-null from
 * {@link #err}, and the first action of an {@link #afterFunc}.
 */
public sealed interface Context permits CancelContext, AbstractContext {
  /**
   * Returns the root of all contexts, which is never cancelled, and has no values and no deadline.
   * Go's {@code context.Background}.
   *
   * @return the same object each time
   */
  static Context background() {
    return RootContext.BACKGROUND;
  }

  /**
   * The same as {@link #background}, for code in which it is not yet clear which context to use.
   * Go's {@code context.TODO}.
   *
   * @return the same object each time
   */
  static Context todo() {
    return RootContext.TODO;
  }

  /**
   * Returns the context of the innermost {@link #run} or {@link #call} around the caller; outside
   * of these, the one that the goroutine inherited from the thread that started it; otherwise
   * {@link #background}. Go has no counterpart.
   *
   * @return the current context, never null
   */
  static Context current() {
    return Current.get();
  }

  /**
   * Makes a child that can be cancelled. Go's {@code context.WithCancelCause}.
   *
   * @return the child, which the caller should close
   */
  CancelContext withCancel();

  /**
   * Makes a child that is cancelled after a time; with zero or less, at once. Go's {@code
   * context.WithTimeout}.
   *
   * @param d the time from now
   * @return the child, which the caller should close
   */
  CancelContext withTimeout(Duration d);

  /**
   * The same as {@link #withTimeout(Duration)}, with a cause for the timeout.
   *
   * @param d the time from now
   * @param cause the value of {@link #cause} if the time has passed; if null, it is {@link #err}
   * @return the child, which the caller should close
   */
  CancelContext withTimeout(Duration d, @Nullable Throwable cause);

  /**
   * Makes a child that is cancelled at {@code t}, or when its parent is. Go's {@code
   * context.WithDeadline}.
   *
   * @param t an instant of the clock of {@link io.heddle.time.Time#now}
   * @return the child, which the caller should close
   */
  CancelContext withDeadline(Instant t);

  /**
   * The same as {@link #withDeadline(Instant)}, with a cause for the deadline.
   *
   * @param t an instant of the clock of {@link io.heddle.time.Time#now}
   * @param cause the value of {@link #cause} if the time has passed; if null, it is {@link #err}
   * @return the child, which the caller should close
   */
  CancelContext withDeadline(Instant t, @Nullable Throwable cause);

  /**
   * Makes a child that is cancelled when {@code stage} completes. The cause is the stage's
   * exception, if it failed. Go has no counterpart.
   *
   * @param stage the stage whose completion cancels the child
   * @return the child, which the caller should close
   */
  CancelContext withFuture(CompletionStage<?> stage);

  /**
   * Makes a child that is cancelled when the process receives one of the signals: Go's {@code
   * signal.NotifyContext}. The cause names the signal. Until the child is done, the signals have no
   * other effect.
   *
   * @param names the names of the signals, without SIG; INT and TERM if there are none
   * @return the child, which the caller should close
   * @throws IllegalArgumentException if the JVM does not know the signal, or uses it itself
   */
  CancelContext withSignals(String... names);

  /**
   * Makes a child that carries a value. Go's {@code context.WithValue}.
   *
   * @param <V> the type of the value
   * @param key the key of the value
   * @param value the result of {@link #value} for the key, in the child and below it
   * @return the child
   * @throws NullPointerException "nil key"
   */
  <V extends @Nullable Object> Context withValue(Key<V> key, V value);

  /**
   * Makes a child with the same values that is not cancelled when this context is, and has no
   * deadline. Go's {@code context.WithoutCancel}.
   *
   * @return the child
   */
  Context withoutCancel();

  /**
   * Returns a channel that is closed when this context is done: cancelled, or past its deadline.
   * The same channel each time. A context that cannot be cancelled returns {@code Channel.never()}.
   * Go's {@code ctx.Done()}.
   *
   * @return a channel on which no values are sent
   */
  ReceiveChannel<Void> done();

  /**
   * Returns why this context is done: null before; then a {@link CanceledException} or a {@link
   * DeadlineExceededException}, the same object each time. It is not null if and only if {@link
   * #done} is closed. Never blocks. Go's {@code ctx.Err()}.
   *
   * @return the reason; null while the context is not done
   */
  @Nullable ContextException err();

  /**
   * Returns the cause that was given to the cancellation, or {@link #err} if there is none; null
   * before. Go's {@code context.Cause}.
   *
   * @return the reason; null while the context is not done
   */
  @Nullable Throwable cause();

  /**
   * Returns the time at which this context is cancelled at the latest. Go's {@code ctx.Deadline()}.
   *
   * @return the earliest deadline of this context and of those above it; null if there is none
   */
  @Nullable Instant deadline();

  /**
   * Returns the value that the nearest {@link #withValue} at or above this context gave to a key.
   * Go's {@code ctx.Value(key)}.
   *
   * @param <V> the type of the value
   * @param key the key, compared by identity
   * @return the value; null if there is none
   */
  <V extends @Nullable Object> @Nullable V value(Key<V> key);

  /**
   * Registers a function to run in a goroutine of its own when this context is done; at once if it
   * already is. Go's {@code context.AfterFunc}.
   *
   * @param f the function, which runs once at most
   * @return the registration, which can be stopped
   */
  Registration afterFunc(Task f);

  /**
   * Runs {@code body} on the calling thread, and interrupts the thread if the context is cancelled
   * meanwhile, so that blocking calls that know nothing of contexts end.
   *
   * <p>This ends sleeps, waits, and operations on queues, sockets and channels. It does not end
   * calls that ignore interrupts: {@code CompletableFuture.join}, {@code Lock.lock}, a read from a
   * file, a terminal or a process, native code. This method waits for such a call. If the call can
   * be cancelled in another way, use {@link #afterFunc}. This is the case with JDBC: in a
   * goroutine, an interrupt closes the driver's connection while the database continues the query,
   * but {@code ctx.afterFunc(statement::cancel)} ends the query and keeps the connection.
   *
   * <p>This context is {@link #current} for the body and for the goroutines that it starts. If the
   * body ends with an exception after the cancellation, this method throws {@link #err} with that
   * exception suppressed; if the body returns a value all the same, this method returns it. If the
   * context is already done, the body is not run.
   *
   * <p>An interrupt by this method is never left pending. An interrupt from elsewhere stays pending
   * if it can be told apart: if it came first and is still pending when the context ends, or if the
   * body ends with an {@link InterruptedException} and the status is set all the same. A thread has
   * only one interrupt status, however. If a second interrupt comes while the one made here is
   * pending, they are one. If it comes later, and the body then returns a value or throws another
   * exception, it cannot be told from an interrupt made here that the body has not noticed, and the
   * status is cleared. Go has no counterpart.
   *
   * @param <R> the type of the result
   * @param body the function, which runs on the calling thread
   * @return the result of the body
   * @throws ContextException if the context was done before the body had ended, and the body failed
   * @throws Exception the exception of the body otherwise
   */
  <R extends @Nullable Object> R call(Callable<R> body) throws Exception;

  /**
   * Runs {@code body} on the calling thread, with this context as {@link #current} for the body and
   * for the goroutines that it starts. Go has no counterpart.
   *
   * @param body the function, which runs on the calling thread
   * @throws Exception the exception of the body
   */
  void run(Task body) throws Exception;
}
