// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Go's {@code select} as an expression: waits until one of several sends and receives can proceed,
 * performs it, and calls its handler.
 *
 * {@snippet file="io/heddle/docs/JavadocSnippets.java" region="select"}
 *
 * <p>If several cases are ready, one is chosen at random, uniformly. A null channel or {@link
 * Channel#never} disables its case; a channel may appear in several cases. {@code receive}, {@code
 * send}, {@code timeout} and {@code otherwise} take handlers that return a result, the {@code on…}
 * forms handlers without one. {@code select} throws what the handler throws, with its static type.
 */
public final class Select {
  private Select() {}

  /**
   * A case of a select, made by the methods of {@link Select}.
   *
   * @param <R> the type of the select's result
   * @param <X> the exceptions that its handler may throw
   */
  public abstract static sealed class Case<R, X extends Exception> {
    private Case() {}

    /** What it means to the mechanism; null for timeout and default. */
    @Nullable SelectCase mechanism() {
      return null;
    }

    abstract @Nullable R handle() throws X;
  }

  /**
   * Handles a received value, with a result.
   *
   * @param <T> what the channel carries
   * @param <R> the type of the result
   * @param <X> the exceptions that the handler may throw
   */
  @FunctionalInterface
  public interface Receiver<T, R, X extends Exception> {
    /**
     * Computes the result of the select from the value.
     *
     * @param value the received value; null if the channel is closed and empty
     * @return the result of the select
     * @throws X any exception; {@code select} throws it
     */
    R received(T value) throws X;
  }

  /**
   * Handles a received value, without a result.
   *
   * @param <T> what the channel carries
   * @param <X> the exceptions that the handler may throw
   */
  @FunctionalInterface
  public interface ReceiveAction<T, X extends Exception> {
    /**
     * Handles the value.
     *
     * @param value the received value; null if the channel is closed and empty
     * @throws X any exception; {@code select} throws it
     */
    void received(T value) throws X;
  }

  /**
   * Handles a case that was chosen, with a result.
   *
   * @param <R> the type of the result
   * @param <X> the exceptions that the handler may throw
   */
  @FunctionalInterface
  public interface Handler<R, X extends Exception> {
    /**
     * Computes the result of the select.
     *
     * @return the result of the select
     * @throws X any exception; {@code select} throws it
     */
    R chosen() throws X;
  }

  /**
   * Handles a case that was chosen, without a result.
   *
   * @param <X> the exceptions that the handler may throw
   */
  @FunctionalInterface
  public interface Action<X extends Exception> {
    /**
     * Handles the case.
     *
     * @throws X any exception; {@code select} throws it
     */
    void chosen() throws X;
  }

  private static final class Receive<T, R, X extends Exception> extends Case<R, X> {
    private final ReceiveCase<T> mechanism;
    private final Receiver<? super T, ? extends R, ? extends X> handler;

    Receive(ReceiveCase<T> mechanism, Receiver<? super T, ? extends R, ? extends X> handler) {
      this.mechanism = mechanism;
      this.handler = handler;
    }

    @Override
    SelectCase mechanism() {
      return mechanism;
    }

    @Override
    @SuppressWarnings("NullAway") // a handler gets null exactly when the channel is closed
    @Nullable R handle() throws X {
      return handler.received(mechanism.value());
    }
  }

  private static final class Send<T, R, X extends Exception> extends Case<R, X> {
    private final SendCase<T> mechanism;
    private final Handler<? extends R, ? extends X> handler;

    Send(SendCase<T> mechanism, Handler<? extends R, ? extends X> handler) {
      this.mechanism = mechanism;
      this.handler = handler;
    }

    @Override
    SelectCase mechanism() {
      return mechanism;
    }

    @Override
    @Nullable R handle() throws X {
      mechanism.requireSent();
      return handler.chosen();
    }
  }

  private static final class Timeout<R, X extends Exception> extends Case<R, X> {
    private final long nanos;
    private final Handler<? extends R, ? extends X> handler;

    Timeout(long nanos, Handler<? extends R, ? extends X> handler) {
      this.nanos = nanos;
      this.handler = handler;
    }

    @Override
    @Nullable R handle() throws X {
      return handler.chosen();
    }
  }

  private static final class Otherwise<R, X extends Exception> extends Case<R, X> {
    private final Handler<? extends R, ? extends X> handler;

    Otherwise(Handler<? extends R, ? extends X> handler) {
      this.handler = handler;
    }

    @Override
    @Nullable R handle() throws X {
      return handler.chosen();
    }
  }

  /**
   * A case that receives, and computes the result of the select from the value. Go's {@code case v,
   * ok := <-c}.
   *
   * @param <T> what the channel carries
   * @param <R> the type of the result
   * @param <X> the exceptions that the handler may throw
   * @param c the channel to receive from; null disables the case
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for one select at a time
   */
  public static <T, R, X extends Exception> Case<R, X> receive(
      @Nullable ReceiveChannel<? extends T> c, Receiver<? super T, ? extends R, X> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Receive<T, R, X>(new ReceiveCase<T>(c), handler);
  }

  /**
   * A case that receives, without a result. Go's {@code case v, ok := <-c}.
   *
   * @param <T> what the channel carries
   * @param <R> the type of the select's result, which is null
   * @param <X> the exceptions that the handler may throw
   * @param c the channel to receive from; null disables the case
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for one select at a time
   */
  public static <T, R, X extends Exception> Case<R, X> onReceive(
      @Nullable ReceiveChannel<? extends T> c, ReceiveAction<? super T, X> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Receive<T, R, X>(
        new ReceiveCase<T>(c),
        value -> {
          handler.received(value);
          return Select.<R>nothing();
        });
  }

  /**
   * A case that sends a value, with a handler that computes the result of the select. The value may
   * be null only if the channel is null. Go's {@code case c <- value}.
   *
   * @param <T> what the channel carries
   * @param <R> the type of the result
   * @param <X> the exceptions that the handler may throw
   * @param c the channel to send to; null disables the case
   * @param value the value to send
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for one select
   * @throws NullPointerException if the value is null and the channel is not
   */
  public static <T, R, X extends Exception> Case<R, X> send(
      @Nullable SendChannel<? super T> c, T value, Handler<? extends R, X> handler) {
    Objects.requireNonNull(handler, "handler");
    var mechanism = new SendCase<T>(c);
    if (c != null) {
      mechanism.offer(value);
    }
    return new Send<>(mechanism, handler);
  }

  /**
   * A case that sends a value, without a result. The value may be null only if the channel is null.
   * Go's {@code case c <- value}.
   *
   * @param <T> what the channel carries
   * @param <R> the type of the select's result, which is null
   * @param <X> the exceptions that the handler may throw
   * @param c the channel to send to; null disables the case
   * @param value the value to send
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for one select
   * @throws NullPointerException if the value is null and the channel is not
   */
  public static <T, R, X extends Exception> Case<R, X> onSend(
      @Nullable SendChannel<? super T> c, T value, Action<X> handler) {
    Objects.requireNonNull(handler, "handler");
    return send(c, value, withoutResult(handler));
  }

  /**
   * A case that is chosen when the select has waited for a time. Of several timeouts the shortest
   * counts. Go's {@code case <-time.After(d)}.
   *
   * @param <R> the type of the result
   * @param <X> the exceptions that the handler may throw
   * @param d the time from the call of select; if zero or less, the case is chosen if no other is
   *     ready
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for any number of selects
   */
  public static <R, X extends Exception> Case<R, X> timeout(
      Duration d, Handler<? extends R, X> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Timeout<>(Durations.nanos(d), handler);
  }

  /**
   * A timeout, without a result.
   *
   * @param <R> the type of the select's result, which is null
   * @param <X> the exceptions that the handler may throw
   * @param d the time from the call of select; if zero or less, the case is chosen if no other is
   *     ready
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for any number of selects
   */
  public static <R, X extends Exception> Case<R, X> onTimeout(Duration d, Action<X> handler) {
    Objects.requireNonNull(handler, "handler");
    return timeout(d, withoutResult(handler));
  }

  /**
   * A case that is chosen if no other is ready: Go's {@code default}.
   *
   * @param <R> the type of the result
   * @param <X> the exceptions that the handler may throw
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for any number of selects
   */
  public static <R, X extends Exception> Case<R, X> otherwise(Handler<? extends R, X> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Otherwise<>(handler);
  }

  /**
   * A default, without a result.
   *
   * @param <R> the type of the select's result, which is null
   * @param <X> the exceptions that the handler may throw
   * @param handler called by the selecting thread when the case was chosen
   * @return a case for any number of selects
   */
  public static <R, X extends Exception> Case<R, X> onDefault(Action<X> handler) {
    Objects.requireNonNull(handler, "handler");
    return otherwise(withoutResult(handler));
  }

  private static <R, X extends Exception> Handler<R, X> withoutResult(Action<X> action) {
    return () -> {
      action.chosen();
      return nothing();
    };
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // documented: the result is null
  private static <R> R nothing() {
    return null;
  }

  /**
   * Waits until one of the cases is ready, performs it, calls its handler and returns the handler's
   * result; null for handlers without a result. If no case is ready and there is a default, it is
   * chosen at once.
   *
   * @param <R> the type of the result
   * @param <X> the exceptions that the handlers may throw
   * @param cases any number of cases; without any it waits for ever
   * @return the result of the handler that was called
   * @throws InterruptedException if interrupted before or during the wait; no case was performed
   * @throws ChannelClosedException "send on closed channel", if the chosen case sends to a closed
   *     channel
   * @throws IllegalStateException if a case appears twice, or is in use by another thread's select
   * @throws X the exception that the handler throws
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <R, X extends Exception> R select(Case<? extends R, ? extends X>... cases)
      throws InterruptedException, X {
    return run(cases, false);
  }

  /**
   * The same as {@link #select}, but if several cases are ready, it chooses the first in the order
   * of the arguments. Go has no counterpart.
   *
   * @param <R> the type of the result
   * @param <X> the exceptions that the handlers may throw
   * @param cases the cases, the most urgent first
   * @return the result of the handler that was called
   * @throws InterruptedException if interrupted before or during the wait; no case was performed
   * @throws X the exception that the handler throws
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <R, X extends Exception> R selectOrdered(Case<? extends R, ? extends X>... cases)
      throws InterruptedException, X {
    return run(cases, true);
  }

  @SuppressWarnings("NullAway") // a handler without a result makes null
  private static <R, X extends Exception> R run(
      Case<? extends R, ? extends X>[] cases, boolean ordered) throws InterruptedException, X {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    var mechanisms = new SelectCase[cases.length];
    int n = 0;
    Otherwise<? extends R, ? extends X> otherwise = null;
    Timeout<? extends R, ? extends X> timeout = null;
    for (var c : cases) {
      switch (c) {
        case Otherwise<? extends R, ? extends X> o -> {
          if (otherwise != null) {
            throw new IllegalArgumentException("two default cases in one select");
          }
          otherwise = o;
        }
        case Timeout<? extends R, ? extends X> t ->
            timeout = timeout == null || t.nanos < timeout.nanos ? t : timeout;
        case Receive<?, ? extends R, ? extends X> r -> mechanisms[n++] = r.mechanism;
        case Send<?, ? extends R, ? extends X> s -> mechanisms[n++] = s.mechanism;
      }
    }
    boolean mayWait = otherwise == null && (timeout == null || timeout.nanos > 0);
    long deadline = timeout == null ? TimeSource.NEVER : TimeSource.after(timeout.nanos);
    var chosen = choose(mechanisms, n, ordered, mayWait, deadline);
    if (chosen == null) {
      return otherwise != null ? otherwise.handle() : timeout.handle();
    }
    for (var c : cases) {
      if (c.mechanism() == chosen) {
        return c.handle();
      }
    }
    throw new IllegalStateException("chosen, but not one of the cases");
  }

  private static @Nullable SelectCase choose(
      SelectCase[] cases, int n, boolean ordered, boolean mayWait, long deadline)
      throws InterruptedException {
    int entered = 0;
    try {
      while (entered < n) {
        cases[entered].takePart();
        entered++;
      }
      return new Selecting().choose(cases, n, ordered, mayWait, deadline);
    } finally {
      while (entered > 0) {
        cases[--entered].leave();
      }
    }
  }
}
