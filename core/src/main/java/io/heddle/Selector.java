// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.sched.Holder;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.StackReserve;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Go's {@code select} in a loop. The cases are made once, and each call of {@link #select} returns
 * the case that was performed, so the loop's body may return, break and assign local variables. A
 * call that does not wait allocates nothing.
 *
 * {@snippet file="io/heddle/docs/JavadocSnippets.java" region="selector"}
 *
 * <p>A selector is used by one goroutine at a time; it may be passed to another one. While it
 * selects, its methods and those of its cases throw {@link IllegalStateException} in other threads.
 * It stays usable after a select that threw.
 */
public final class Selector {
  /** What removed cases belong to. */
  static final Selector NONE = new Selector();

  private static final long NOBODY = 0;

  private final Selecting selecting = new Selecting();
  private final boolean ordered;

  /**
   * The id of the thread that is inside, or {@link #NOBODY}: a long, whose stores cost no barrier.
   */
  private final AtomicLong user = new AtomicLong(NOBODY);

  private SelectCase[] cases = new SelectCase[4];
  private int size;

  /** The place of the case that was chosen last, if it may have a value to be forgotten. */
  private int last = -1;

  /** Makes a selector that chooses among the ready cases at random, uniformly. */
  public Selector() {
    this(false);
  }

  private Selector(boolean ordered) {
    this.ordered = ordered;
  }

  /**
   * Returns a selector that chooses the first ready case in the order in which they were added. Go
   * has no counterpart.
   *
   * @return a new selector without cases
   */
  public static Selector ordered() {
    return new Selector(true);
  }

  /**
   * Adds a case that receives from a channel; it is disabled while the channel is null.
   *
   * @param <T> the type of the values
   * @param channel the channel to receive from, or null
   * @return the case, to be compared with the result of {@link #select}
   */
  public <T> ReceiveCase<T> receive(@Nullable ReceiveChannel<? extends T> channel) {
    return add(new ReceiveCase<T>(channel));
  }

  /**
   * Adds a case that sends to a channel.
   *
   * @param <T> the type of the values
   * @param channel the channel to send to, or null
   * @return the case, disabled until {@link SendCase#offer} gives it a value
   */
  public <T> SendCase<T> send(@Nullable SendChannel<? super T> channel) {
    return add(new SendCase<T>(channel));
  }

  /**
   * Adds a case that is chosen when a select has waited for a time.
   *
   * @param duration the time from the call of {@link #select}
   * @return the case, to be compared with the result of {@link #select}
   */
  public TimeoutCase timeout(Duration duration) {
    return add(new TimeoutCase(duration));
  }

  /**
   * Removes a case, for ever.
   *
   * @param c a case of this selector
   * @throws IllegalArgumentException if it is not one of this selector's
   */
  public void remove(SelectCase c) {
    enter();
    try {
      int i = Arrays.asList(cases).subList(0, size).indexOf(c);
      if (i < 0) {
        throw new IllegalArgumentException("not a case of this selector, or removed already");
      }
      System.arraycopy(cases, i + 1, cases, i, --size - i);
      clear(size);
      last = last == i ? -1 : last > i ? last - 1 : last;
      for (int k = i; k < size; k++) {
        cases[k].position = k;
      }
      selecting.forget();
      c.belongTo(NONE);
    } finally {
      user.setRelease(NOBODY);
    }
  }

  /**
   * Waits until one of the cases is ready, and performs it. Go's {@code select}.
   *
   * @return the case that was performed
   * @throws InterruptedException if interrupted before or during the wait; no case was performed
   * @throws ChannelClosedException "send on closed channel", if the chosen case sends to a closed
   *     channel
   */
  public SelectCase select() throws InterruptedException {
    enter();
    try {
      forgetLast();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      var timeout = earliestTimeout();
      long nanos = timeout == null ? TimeSource.NEVER : timeout.nanos();
      var chosen = selecting.choose(cases, size, ordered, nanos > 0, TimeSource.after(nanos));
      if (chosen != null) {
        return settle(chosen);
      }
      if (timeout == null) {
        throw new IllegalStateException("a select without a timeout has timed out");
      }
      return timeout;
    } finally {
      user.setRelease(NOBODY);
    }
  }

  /**
   * Performs a case that is ready, if there is one. Ignores timeouts and interrupts. Never blocks.
   * Go's {@code select} with a {@code default}.
   *
   * @return the case that was performed, or null
   */
  public @Nullable SelectCase trySelect() {
    enter();
    try {
      forgetLast();
      var chosen = selecting.choose(cases, size, ordered, false, TimeSource.NEVER);
      return chosen == null ? null : settle(chosen);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted without waiting", e);
    } finally {
      user.setRelease(NOBODY);
    }
  }

  /**
   * The case has happened, so nothing may fail for want of memory: a {@code switch} over types
   * would, where it is linked.
   */
  private SelectCase settle(SelectCase chosen) {
    if (chosen instanceof SendCase<?> s) {
      s.dropValue();
      s.requireSent();
    } else {
      last = chosen.position;
    }
    return chosen;
  }

  private void forgetLast() {
    if (last >= 0) {
      ((ReceiveCase<?>) cases[last]).forget();
      last = -1;
    }
  }

  private @Nullable TimeoutCase earliestTimeout() {
    TimeoutCase earliest = null;
    for (int i = 0; i < size; i++) {
      if (cases[i] instanceof TimeoutCase t
          && t.isEnabled()
          && (earliest == null || t.nanos() < earliest.nanos())) {
        earliest = t;
      }
    }
    return earliest;
  }

  private <C extends SelectCase> C add(C c) {
    enter();
    try {
      if (size == cases.length) {
        cases = Arrays.copyOf(cases, size * 2);
      }
      c.position = size;
      cases[size++] = c;
      c.belongTo(this);
      return c;
    } finally {
      user.setRelease(NOBODY);
    }
  }

  private void enter() {
    StackReserve.touch(); // to leave it again, whatever fails between
    long other = user.compareAndExchange(NOBODY, Thread.currentThread().threadId());
    if (other != NOBODY) {
      throw inUseBy(other);
    }
  }

  /** Fails while somebody is in a select. */
  void requireAtRest() {
    long other = user.get();
    if (other != NOBODY) {
      throw inUseBy(other);
    }
  }

  /** One of its cases has got another channel. */
  void forgetChannels() {
    selecting.forget();
  }

  private static IllegalStateException inUseBy(long thread) {
    return new IllegalStateException(
        "a Selector belongs to one goroutine at a time; " + Holder.of(thread) + " is using it");
  }

  @SuppressWarnings("NullAway") // slots from `size` on are empty
  private void clear(int i) {
    cases[i] = null;
  }
}
