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
 * A group of goroutines that work on a common task: the first failure cancels the others. Go's
 * {@code x/sync/errgroup.Group}.
 *
 * <p>The first failure is the cause with which {@link #context} is cancelled, and {@link #await}
 * rethrows it. Later failures are its suppressed exceptions, at most a hundred and then their
 * number; failures that are only the consequence of the cancellation are left out. In the tasks,
 * {@link Context#current} is the group's context. An exception of a task goes to the group and
 * nowhere else; a task that calls {@code goexit} has succeeded.
 *
 * <p>{@code try (var group = new ErrGroup()) { … group.await(); }} leaves no task running: {@link
 * #close} cancels the context and waits for all tasks. The end of each task happens-before the
 * return of {@code await} or {@code close}.
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

  /** Makes a group whose context is a child of {@link Context#current}. */
  public ErrGroup() {
    this(Context.current());
  }

  /**
   * Makes a group whose context is a child of {@code parent}. Go's {@code errgroup.WithContext}.
   *
   * @param parent the parent of the group's context
   */
  public ErrGroup(Context parent) {
    context =
        Objects.requireNonNull(parent, "parent: cannot create context from nil parent")
            .withCancel();
  }

  /**
   * Returns the context of the tasks. It is cancelled by the first failure, when {@link #await}
   * returns, and by {@link #close}.
   *
   * @return the context of the tasks
   */
  public Context context() {
    return context;
  }

  /**
   * Limits the number of tasks that run at once. A negative number means no limit; with 0 no task
   * can be started. Go's {@code SetLimit}.
   *
   * @param n the limit
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
   * Starts a task in a goroutine. If there is a limit, waits for a free slot first. Go's {@code
   * g.Go}.
   *
   * @param task the task
   * @throws InterruptedException if interrupted before or during the wait; nothing was started
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
   * Starts a task in a goroutine if there is a free slot. Never blocks. Go's {@code g.TryGo}.
   *
   * @param task the task
   * @return true if the task was started; false if there is no free slot
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
   * Waits for all tasks, and cancels the context. Go's {@code g.Wait}.
   *
   * @throws Exception the first failure, the same object each time; {@link InterruptedException} if
   *     the caller is interrupted before or during the wait, which does not affect the tasks
   */
  public void await() throws Exception {
    running.await();
    context.cancel(firstFailure());
    rethrow(takeFailure(true));
  }

  /**
   * Cancels the context and waits for all tasks, uninterruptibly; an interrupt stays set. Throws
   * the first failure, of whatever type, unless {@link #await} has thrown it. May be called again.
   * Go has no counterpart.
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
