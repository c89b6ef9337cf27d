// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.Task;
import io.heddle.internal.hook.Signals;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What all contexts share: deriving children, and asking the node that cancels them. */
abstract sealed class AbstractContext extends SpinLock implements Context
    permits RootContext, ValueContext, WithoutCancelContext, ContextTree {
  /*
   * Only a CancelNode can end. Every other context asks the nearest one above (`node`), and finds its
   * values through the nearest ValueContext (`values`), so neither walks through the other kind.
   * The SpinLock is CancelNode's; it is here because a class has one superclass.
   */

  @Override
  protected LockRank rank() {
    return LockRank.CONTEXT;
  }

  /** The node whose end is this context's end; null: it never ends. */
  abstract @Nullable CancelNode node();

  /** The nearest context, itself included, that holds a value. */
  abstract @Nullable ValueContext values();

  abstract @Nullable AbstractContext parent();

  /** What this context adds to its parent's name. */
  abstract String suffix();

  @Override
  public final CancelContext withCancel() {
    return CancelNode.under(this, deadline());
  }

  @Override
  public final CancelContext withTimeout(Duration d) {
    return withTimeout(d, null);
  }

  @Override
  public final CancelContext withTimeout(Duration d, @Nullable Throwable cause) {
    long nanos = Durations.nanos(d);
    return withDeadline(plus(TimeSource.wallTime(), d), nanos, cause);
  }

  @Override
  public final CancelContext withDeadline(Instant t) {
    return withDeadline(t, null);
  }

  @Override
  public final CancelContext withDeadline(Instant t, @Nullable Throwable cause) {
    Objects.requireNonNull(t, "deadline");
    return withDeadline(t, Durations.nanos(Duration.between(TimeSource.wallTime(), t)), cause);
  }

  private CancelContext withDeadline(Instant t, long nanos, @Nullable Throwable cause) {
    var earlier = deadline();
    if (earlier != null && !t.isBefore(earlier)) {
      return withCancel();
    }
    var child = CancelNode.under(this, t);
    child.expireAfter(nanos, cause);
    return child;
  }

  private static Instant plus(Instant t, Duration d) {
    try {
      return t.plus(d);
    } catch (ArithmeticException | java.time.DateTimeException e) {
      return d.isNegative() ? Instant.MIN : Instant.MAX;
    }
  }

  @Override
  public final CancelContext withFuture(CompletionStage<?> stage) {
    Objects.requireNonNull(stage, "stage");
    var child = CancelNode.under(this, deadline());
    try {
      FutureTie.tie(child, stage);
    } catch (Throwable e) {
      child.cancel(); // nobody else could
      throw e;
    }
    return child;
  }

  @Override
  public final CancelContext withSignals(String... names) {
    for (var name : names) {
      Objects.requireNonNull(name, "name of a signal");
    }
    var child = CancelNode.under(this, deadline());
    try {
      var undo =
          Signals.handle(
              names.length == 0 ? new String[] {"INT", "TERM"} : names,
              text -> child.cancel(new CancellationException(text + " signal received")));
      hang(child, undo);
    } catch (Throwable e) {
      child.cancel();
      throw e;
    }
    return child;
  }

  private static void hang(CancelNode child, Runnable undo) {
    try {
      child.atEnd(undo);
    } catch (Throwable e) {
      undo.run(); // no memory: the signal is not handled for ever
      throw e;
    }
  }

  @Override
  public final <V extends @Nullable Object> Context withValue(Key<V> key, V value) {
    return new ValueContext(this, Objects.requireNonNull(key, "nil key"), value);
  }

  @Override
  public final Context withoutCancel() {
    return new WithoutCancelContext(this);
  }

  @Override
  public ReceiveChannel<Void> done() {
    var n = node();
    return n == null ? Channel.never() : n.done();
  }

  @Override
  public @Nullable ContextException err() {
    var n = node();
    return n == null ? null : n.err();
  }

  @Override
  public @Nullable Throwable cause() {
    var n = node();
    return n == null ? null : n.cause();
  }

  @Override
  public @Nullable Instant deadline() {
    var n = node();
    return n == null ? null : n.deadline();
  }

  @Override
  @SuppressWarnings("unchecked") // withValue stored a V under a Key<V>
  public final <V extends @Nullable Object> @Nullable V value(Key<V> key) {
    for (var c = values(); c != null; c = c.next()) {
      if (c.key() == key) {
        return (V) c.value();
      }
    }
    return null;
  }

  @Override
  public final Registration afterFunc(Task f) {
    Objects.requireNonNull(f, "f");
    var registration = new AfterFunc(f);
    var n = node();
    if (n != null) {
      n.adopt(registration);
    }
    return registration;
  }

  @Override
  public final <R extends @Nullable Object> R call(Callable<R> body) throws Exception {
    Objects.requireNonNull(body, "body");
    var n = node();
    return n == null ? Current.as(this).call(body::call) : Call.run(this, n, body);
  }

  @Override
  public final void run(Task body) throws Exception {
    Current.run(this, Objects.requireNonNull(body, "body"));
  }

  @Override
  public final String toString() {
    var path = new ArrayList<AbstractContext>();
    for (AbstractContext c = this; c != null; c = c.parent()) {
      path.add(c);
    }
    var s = new StringBuilder("context");
    for (var c : path.reversed()) {
      s.append('.').append(c.suffix());
    }
    return s.toString();
  }
}
