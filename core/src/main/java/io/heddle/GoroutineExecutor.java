// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.context.Context;
import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.wait.StackReserve;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A goroutine per task; see {@link Go#executor()}. */
final class GoroutineExecutor extends AbstractExecutorService implements Sites.HasSite {
  /*
   * `running` holds the threads of unfinished tasks: for shutdownNow to interrupt, and for
   * awaitTermination. A task adds itself before it starts and checks `isShutdown` after that; shutdown
   * sets it before it looks whether `running` is empty. So no task slips in behind a termination.
   * One leaves when the runtime counts it no more; its thread then is alive for some instructions yet.
   * Those that leave after the shutdown stand in `leaving`: who waits for the termination joins them.
   *
   * Who submits calls an interface of the JDK, which no rewriting can tell to pass its line; so of its
   * goroutines the line is told where the executor was made.
   */
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private final Set<Thread> leaving = ConcurrentHashMap.newKeySet();
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final Names names;
  private volatile boolean isShutdown;
  private @Nullable StackTraceElement site = Sites.ofCaller();

  GoroutineExecutor(Names names) {
    this.names = names;
  }

  @Override
  public void madeAt(StackTraceElement where) {
    site = where;
  }

  @Override
  public void execute(Runnable command) {
    Objects.requireNonNull(command, "command");
    StackReserve.touchTwice();
    var goroutine = new Run(command, site);
    var thread = goroutine.unstarted(names.next());
    running.add(thread);
    if (isShutdown) {
      leave(thread);
      throw new RejectedExecutionException("the executor has been shut down");
    }
    try {
      goroutine.startThread();
    } catch (Throwable e) {
      leave(thread);
      throw e;
    }
  }

  private final class Run extends GoStatement {
    Run(Runnable command, @Nullable StackTraceElement site) {
      super(command::run, Context.current(), site);
    }

    @Override
    protected void gone() {
      try {
        if (isShutdown) {
          leaving.removeIf(t -> !t.isAlive());
          leaving.add(thread());
        }
      } finally {
        leave(thread());
      }
    }
  }

  private void leave(Thread thread) {
    if (Race.ON) {
      Race.release(this);
    }
    running.remove(thread);
    if (isShutdown && running.isEmpty()) {
      terminated.countDown();
    }
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
    return new GoroutineFuture<>(() -> {
      runnable.run();
      return value;
    });
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
    return new GoroutineFuture<>(callable);
  }

  /** A task that ends by goexit has no result: it counts as cancelled. */
  private static final class GoroutineFuture<T> extends FutureTask<T> {
    GoroutineFuture(Callable<T> callable) {
      super(callable);
    }

    @Override
    protected void setException(Throwable t) {
      if (GoexitSignal.isIn(t)) {
        cancel(false);
      } else {
        super.setException(t);
      }
    }
  }

  @Override
  public void shutdown() {
    isShutdown = true;
    if (running.isEmpty()) {
      terminated.countDown();
    }
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    running.forEach(Thread::interrupt);
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    boolean is = terminated.getCount() == 0;
    if (Race.ON && is) {
      Race.acquire(this);
    }
    return is;
  }

  @Override
  @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // a concurrent set allows it
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    if (!terminated.await(timeout, unit)) {
      return false;
    }
    for (var thread : leaving) {
      if (!thread.join(Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
      leaving.remove(thread);
    }
    if (Race.ON) {
      Race.acquire(this);
    }
    return true;
  }
}
