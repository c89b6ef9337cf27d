// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.sched.Holder;
import io.heddle.internal.timer.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Go's {@code select} in a loop: cases are made once, and every {@link #select} tells which one has
 * happened, so that the loop's body may return, break and assign what it likes. A turn that need
 * not wait allocates nothing.
 *
 * {@snippet file="io/heddle/docs/JavadocSnippets.java" region="selector"}
 *
 * <p>Belongs to one goroutine at a time; it may be handed on. While it selects, whatever another
 * thread does to it or to its cases throws {@link IllegalStateException}. After a select that threw
 * it is usable again.
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

  /** A selector that draws uniformly among the ready cases. */
  public Selector() {
    this(false);
  }

  private Selector(boolean ordered) {
    this.ordered = ordered;
  }

  /**
   * A selector that takes the first ready case in the order in which they were added. Beyond Go.
   *
   * @return a new selector without cases
   */
  public static Selector ordered() {
    return new Selector(true);
  }

  /**
   * Adds a case that receives from the channel; disabled while that is null.
   *
   * @param <T> what the channel carries
   * @param channel where to receive, or null
   * @return the case, to be compared with what {@link #select} returns
   */
  public <T> ReceiveCase<T> receive(@Nullable ReceiveChannel<? extends T> channel) {
    return add(new ReceiveCase<T>(channel));
  }

  /**
   * Adds a case that sends to the channel, once there is something to send.
   *
   * @param <T> what the channel carries
   * @param channel where to send, or null
   * @return the case, disabled until it is offered a value
   */
  public <T> SendCase<T> send(@Nullable SendChannel<? super T> channel) {
    return add(new SendCase<T>(channel));
  }

  /**
   * Adds a case that is ready when a select has waited for so long.
   *
   * @param duration from the call of {@link #select}
   * @return the case, to be compared with what {@link #select} returns
   */
  public TimeoutCase timeout(Duration duration) {
    return add(new TimeoutCase(duration));
  }

  /**
   * Takes the case out for good.
   *
   * @param c a case that this selector has made
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
   * Waits until a case has happened.
   *
   * @return that case
   * @throws InterruptedException if interrupted before or while it waits: then nothing has happened
   * @throws ChannelClosedException "send on closed channel", if that send was chosen
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
   * The case that happened at once, or null if none could. Ignores timeouts and interrupts. Never
   * blocks.
   *
   * @return that case, or null
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

  private SelectCase settle(SelectCase chosen) {
    switch (chosen) {
      case ReceiveCase<?> r -> last = r.position;
      case SendCase<?> s -> {
        s.dropValue();
        s.requireSent();
      }
      case TimeoutCase t -> {}
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
