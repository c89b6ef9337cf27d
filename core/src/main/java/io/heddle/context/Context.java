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
 * How long something may go on, and what it carries along: Go's {@code context.Context}.
 *
 * <p>Contexts form a tree. Cancelling one cancels all below it, with the same cause, before the
 * call returns; it never waits for anybody. The first cancellation counts. A context that was
 * cancelled, closed or has expired leaves its parent; one that is merely dropped stays there until
 * the parent ends, so close what you make: {@code try (var ctx = parent.withTimeout(d)) { … }}.
 *
 * <p>No goroutine and no thread belongs to a context. What precedes a cancellation (or the creation
 * with a deadline) happens-before a receive from {@link #done}, a non-null {@link #err} and the
 * first action of an {@link #afterFunc}.
 */
public sealed interface Context permits CancelContext, AbstractContext {
  /**
   * The root of all: never cancelled, no values, no deadline. Go's {@code context.Background}.
   *
   * @return the same object each time
   */
  static Context background() {
    return RootContext.BACKGROUND;
  }

  /**
   * As {@link #background}, for where it is not clear yet which context to use. Go's {@code
   * context.TODO}.
   *
   * @return the same object each time
   */
  static Context todo() {
    return RootContext.TODO;
  }

  /**
   * The context of the innermost {@link #run} or {@link #call} around the caller, else the one its
   * goroutine inherited from whoever started it, else {@link #background}. Beyond Go.
   *
   * @return a context, never null
   */
  static Context current() {
    return Current.get();
  }

  /**
   * A child that can be cancelled. Go's {@code context.WithCancelCause}.
   *
   * @return the child, to be closed
   */
  CancelContext withCancel();

  /**
   * A child that is cancelled after {@code d}; zero or less: at once. Go's {@code
   * context.WithTimeout}.
   *
   * @param d from now
   * @return the child, to be closed
   */
  CancelContext withTimeout(Duration d);

  /**
   * As {@link #withTimeout(Duration)}; its {@link #cause} is then {@code cause}.
   *
   * @param d from now
   * @param cause why, if the time is over
   * @return the child, to be closed
   */
  CancelContext withTimeout(Duration d, @Nullable Throwable cause);

  /**
   * A child that is cancelled at {@code t}, or earlier if its parent is. Go's {@code
   * context.WithDeadline}.
   *
   * @param t an instant of the machine's clock
   * @return the child, to be closed
   */
  CancelContext withDeadline(Instant t);

  /**
   * As {@link #withDeadline(Instant)}; its {@link #cause} is then {@code cause}.
   *
   * @param t an instant of the machine's clock
   * @param cause why, if the time is over
   * @return the child, to be closed
   */
  CancelContext withDeadline(Instant t, @Nullable Throwable cause);

  /**
   * A child that is cancelled when {@code stage} completes. The cause is the stage's failure, if it
   * failed. Beyond Go.
   *
   * @param stage whose end is the child's
   * @return the child, to be closed
   */
  CancelContext withFuture(CompletionStage<?> stage);

  /**
   * A child that is cancelled when the process gets one of these signals: Go's {@code
   * signal.NotifyContext}. The cause says which. Until the child ends the signals do nothing else.
   *
   * @param names without SIG; none means INT and TERM
   * @return the child, to be closed
   * @throws IllegalArgumentException if the JVM knows no such signal or uses it itself
   */
  CancelContext withSignals(String... names);

  /**
   * A child that carries one more value. Go's {@code context.WithValue}.
   *
   * @param <V> the value's type
   * @param key by which it is found
   * @param value what {@link #value} returns for that key in the child and below it
   * @return the child
   * @throws NullPointerException "nil key"
   */
  <V extends @Nullable Object> Context withValue(Key<V> key, V value);

  /**
   * A child with the same values that is not cancelled when this is, and has no deadline. Go's
   * {@code context.WithoutCancel}.
   *
   * @return the child
   */
  Context withoutCancel();

  /**
   * Closed when this context is cancelled; the same channel each time. A context that can not be
   * cancelled has {@code Channel.never()}. Go's {@code ctx.Done()}.
   *
   * @return a channel that never gives a value
   */
  ReceiveChannel<Void> done();

  /**
   * Why it ended: null before; then one {@link CanceledException} or {@link
   * DeadlineExceededException} for ever. Not null if and only if {@link #done} is closed. Go's
   * {@code ctx.Err()}.
   *
   * @return null as long as the context goes on
   */
  @Nullable ContextException err();

  /**
   * The cause that was given to the cancellation, else {@link #err}; null before it. Go's {@code
   * context.Cause}.
   *
   * @return null as long as the context goes on
   */
  @Nullable Throwable cause();

  /**
   * When it will be cancelled at the latest; null if that is open. Go's {@code ctx.Deadline()}.
   *
   * @return the earliest deadline of this context and of those above
   */
  @Nullable Instant deadline();

  /**
   * The value that the nearest {@link #withValue} above gave to this key, or null. Go's {@code
   * ctx.Value(key)}.
   *
   * @param <V> the value's type
   * @param key by identity
   * @return the value, null also if nobody gave one
   */
  <V extends @Nullable Object> @Nullable V value(Key<V> key);

  /**
   * Runs {@code f} in a goroutine of its own once this context is cancelled; at once if it is. Go's
   * {@code context.AfterFunc}.
   *
   * @param f what to run, once
   * @return what can prevent that
   */
  Registration afterFunc(Task f);

  /**
   * Runs {@code body} here, and interrupts this thread if the context is cancelled meanwhile: so a
   * blocking call that knows nothing of contexts ends with it.
   *
   * <p>That ends sleeps, waits, queues, sockets and channels. It does not end what no interrupt
   * ends: {@code CompletableFuture.join}, {@code Lock.lock}, a read from a file, a terminal or a
   * process, native code; this waits for such a call. What can be cancelled by other means {@link
   * #afterFunc} can cancel. So it is with JDBC, and without this method: in a goroutine an
   * interrupt would close the driver's connection, while the database goes on with the query;
   * {@code ctx.afterFunc(statement::cancel)} ends the query and keeps the connection.
   *
   * <p>For the body, and for what it starts, this is {@link #current}. If it ends with an exception
   * after the cancellation, {@link #err} is thrown with it suppressed; if it returns a value all
   * the same, so does this. If the context is cancelled already the body is not run.
   *
   * <p>An interrupt made here is never left behind. One that comes from elsewhere stays as it is
   * where the two can be told apart: if it came first and is still pending when the context ends;
   * and if the body ends by an {@link InterruptedException} and the status is set all the same. But
   * a thread has one interrupt status and not two. If a second interrupt comes while the one made
   * here is pending, both are one; and if it comes after that, and the body then returns a value or
   * throws something else, nobody can tell it from one made here that the body has not noticed: the
   * status is cleared. Beyond Go.
   *
   * @param <R> the type of the result
   * @param body runs on the calling thread
   * @return what the body returns
   * @throws ContextException if the context ended before the body did, and the body failed
   * @throws Exception what the body throws otherwise
   */
  <R extends @Nullable Object> R call(Callable<R> body) throws Exception;

  /**
   * Runs {@code body} here with this as {@link #current}: for the body and for the goroutines that
   * it starts. Beyond Go.
   *
   * @param body runs on the calling thread
   * @throws Exception what the body throws
   */
  void run(Task body) throws Exception;
}
