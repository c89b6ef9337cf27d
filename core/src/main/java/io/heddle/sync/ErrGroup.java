// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.Task;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.context.ContextException;
import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.wait.StackReserve;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines that work on one thing: the first that fails stops the others. Go's {@code
 * x/sync/errgroup.Group}.
 *
 * <p>The first failure cancels {@link #context} with it as the cause, and {@link #await} rethrows
 * it, with the later ones suppressed, but for those that only say that they were cancelled; of very
 * many a hundred, and then how many more there were. In the tasks {@link Context#current} is the
 * group's. What a task throws goes to the group and nowhere else; one that calls {@code goexit} has
 * succeeded.
 *
 * <p>{@code try (var group = new ErrGroup()) { … group.await(); }} leaves nothing running: {@link
 * #close} cancels the context and waits for all tasks. The end of a task happens-before the return
 * of the {@code await} or {@code close} that it let through.
 */
public final class ErrGroup implements AutoCloseable {
  /*
   * `this` guards `failure`, what is suppressed in it, `awaited`, `closing` and `slots`; nothing waits under it.
   * A task ends in this order: its failure is noted, the context cancelled, its slot given back, and
   * last it is counted out; so whoever got through `await` sees all of it.
   * Checked by: ErrGroupTest
   */
  private static final int MOST_SUPPRESSED = 100;

  private final CancelContext context;
  private final WaitGroup running = new WaitGroup();
  private final Started.Group unlimited = new Unlimited();
  private @Nullable Semaphore slots;
  private @Nullable Throwable failure;
  private int suppressed;
  private @Nullable MoreFailures more;
  private boolean awaited;
  private boolean closing;

  /** A group under {@link Context#current}. */
  public ErrGroup() {
    this(Context.current());
  }

  /**
   * A group whose tasks are cancelled with {@code parent}. Go's {@code errgroup.WithContext}.
   *
   * @param parent whose values the tasks see, too
   */
  public ErrGroup(Context parent) {
    context =
        Objects.requireNonNull(parent, "parent: cannot create context from nil parent")
            .withCancel();
  }

  /**
   * Cancelled by the first failure, by the return of {@link #await}, and by {@link #close}.
   *
   * @return the context of the tasks
   */
  public Context context() {
    return context;
  }

  /**
   * How many tasks may run at once; below 0 any number, at 0 none can be started. Go's {@code
   * SetLimit}.
   *
   * @param n how many
   * @throws IllegalStateException while tasks run: "errgroup: modify limit while 3 goroutines in
   *     the group are still active"
   */
  public synchronized void limit(int n) {
    int active = running.count();
    if (active > 0) {
      throw new IllegalStateException(
          "errgroup: modify limit while " + active + " goroutines in the group are still active");
    }
    slots = n < 0 ? null : new Semaphore(n);
  }

  /**
   * Starts a task, after waiting for a free slot if there is a limit. Go's {@code g.Go}.
   *
   * @param task runs in a goroutine of its own
   * @throws InterruptedException if interrupted before; then nothing was started
   */
  public void go(Task task) throws InterruptedException {
    Objects.requireNonNull(task, "task");
    Waiting.checkInterrupt();
    StackReserve.touchTwice();
    var s = slots();
    if (s != null) {
      s.acquire(1);
    }
    start(task, s);
  }

  /**
   * Starts a task if there is a free slot. Never blocks. Go's {@code g.TryGo}.
   *
   * @param task runs in a goroutine of its own
   * @return false if there is none: nothing was started
   */
  public boolean tryGo(Task task) {
    Objects.requireNonNull(task, "task");
    StackReserve.touchTwice();
    var s = slots();
    if (s != null && !s.tryAcquire(1)) {
      return false;
    }
    start(task, s);
    return true;
  }

  /**
   * Waits for all tasks, and ends the context.
   *
   * @throws Exception the first failure, the same object each time
   */
  public void await() throws Exception {
    running.await();
    context.cancel(firstFailure());
    rethrow(takeFailure(true));
  }

  /**
   * Cancels what still runs, and waits for it; an interrupt does not end that and is kept.
   * Rethrows, whatever its type, a failure that nobody has awaited. May be called again.
   */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    context.cancel();
    running.awaitUninterruptibly();
    ErrGroup.<RuntimeException>rethrow(takeFailure(false));
  }

  @Override
  public String toString() {
    return "group of " + running.count() + " running tasks";
  }

  private synchronized @Nullable Semaphore slots() {
    return slots;
  }

  private void start(Task task, @Nullable Semaphore slot) {
    running.add(1);
    try {
      new Started(task, context, slot == null ? unlimited : new Limited(slot)).start(null);
    } catch (Throwable e) {
      end(slot);
      throw e;
    }
  }

  private void end(@Nullable Semaphore slot) {
    if (slot != null) {
      slot.release(1);
    }
    running.done();
  }

  private class Unlimited implements Started.Group {
    @Override
    public boolean failed(Throwable e) {
      boolean isFailure = !GoexitSignal.isIn(e);
      if (isFailure) {
        note(e);
      }
      return isFailure;
    }

    @Override
    public void ended() {
      end(null);
    }

    @Override
    public Object[] countsFor() {
      return new Object[] {running};
    }
  }

  private final class Limited extends Unlimited {
    private final Semaphore slot;

    Limited(Semaphore slot) {
      this.slot = slot;
    }

    @Override
    public void ended() {
      end(slot);
    }

    @Override
    public Object[] countsFor() {
      return new Object[] {running, slot};
    }
  }

  private void note(Throwable e) {
    synchronized (this) {
      boolean onlyCancelled =
          e instanceof ContextException
              || e instanceof InterruptedException
              || e instanceof CancellationException;
      if (failure != null) {
        if (!onlyCancelled && e != failure) {
          suppress(failure, e);
        }
        return;
      }
      if (closing && onlyCancelled) {
        return;
      }
      failure = e;
    }
    context.cancel(e);
  }

  private void suppress(Throwable first, Throwable later) {
    if (suppressed++ < MOST_SUPPRESSED) {
      first.addSuppressed(later);
    } else if (more == null) {
      more = new MoreFailures();
      first.addSuppressed(more);
    } else {
      more.count.incrementAndGet();
    }
  }

  /** Stands for those that are not kept. */
  private static final class MoreFailures extends Exception {
    private static final long serialVersionUID = 1L;

    private final AtomicInteger count = new AtomicInteger(1);

    MoreFailures() {
      super(null, null, false, false);
    }

    @Override
    public String getMessage() {
      return count.get() == 1 ? "and 1 more failure" : "and " + count + " more failures";
    }
  }

  private synchronized @Nullable Throwable firstFailure() {
    return failure;
  }

  private synchronized @Nullable Throwable takeFailure(boolean again) {
    if (awaited && !again) {
      return null;
    }
    awaited = true;
    return failure;
  }

  @SuppressWarnings("unchecked") // the compiler's word for it: close declares nothing
  private static <X extends Throwable> void rethrow(@Nullable Throwable e) throws X {
    if (e != null) {
      throw (X) e;
    }
  }
}
