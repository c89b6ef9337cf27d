// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.Go;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The running tasks of an application, each with its own context below that of the application. At
 * the shutdown it waits for the tasks, cancels their contexts, and waits again.
 */
public final class RunningTasks implements SmartLifecycle {
  /*
   * Phases stop from high to low: first the listeners and schedulers, then Spring Boot lets the requests
   * end, then this, and behind it the web server stops.
   * Locking: `this` guards `application`, and who waits until `running` is 0 waits for it.
   * Ordering: a task counts before it looks whether it is refused; the shutdown refuses before it looks
   * whether any counts.
   */
  private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;

  private final AtomicInteger running = new AtomicInteger();
  private final Duration timeout;
  private final Duration grace;
  private CancelContext application = Context.background().withCancel();
  private boolean isRunning;
  private volatile boolean isStopping;

  RunningTasks(Duration timeout, Duration grace) {
    this.timeout = timeout;
    this.grace = grace;
  }

  /**
   * Returns the parent of the contexts of all requests and tasks; it is cancelled at the shutdown.
   *
   * @return the context, the same one until the application is started again
   */
  public synchronized Context application() {
    return application;
  }

  /**
   * A context for a task that may outlive who starts it: it has the values of the current one, and
   * is cancelled by the application's end alone.
   */
  CancelContext contextForTask() {
    var values = Context.current();
    var above = application();
    if (values == Context.background()) {
      return above.withCancel();
    }
    var own = values.withoutCancel().withCancel();
    var tie = above.afterFunc(() -> own.cancel(above.cause()));
    own.afterFunc(tie::stop);
    return own;
  }

  /** A goroutine, not started, that runs the task as one of these. */
  Thread thread(String name, Runnable task) {
    var context = contextForTask();
    // The factory is made here: its goroutines inherit what there is when it is made.
    var thread =
        Go.threadFactory()
            .newThread(() -> {
              try (context) {
                began();
                context.run(task::run);
              } catch (RuntimeException | Error e) {
                throw e;
              } catch (Exception e) {
                throw new IllegalStateException(e); // a Runnable throws none
              } finally {
                ended();
              }
            });
    thread.setName(name);
    return thread;
  }

  void began() {
    running.incrementAndGet();
  }

  void ended() {
    if (running.decrementAndGet() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /**
   * For a web server. Its tasks count until they are over, which is when the answer has been sent:
   * later than filters and handler know. From the shutdown on they are refused: Tomcat goes on with
   * the connections that it has until it stops, and would then cut off what had just begun.
   */
  Executor counting(Executor executor) {
    return task -> {
      began();
      try {
        if (isStopping) {
          throw new RejectedExecutionException("the application is shutting down");
        }
        executor.execute(() -> {
          try {
            task.run();
          } finally {
            ended();
          }
        });
      } catch (RejectedExecutionException e) {
        ended();
        throw e;
      }
    };
  }

  private synchronized boolean awaitNone(Duration d) throws InterruptedException {
    long end = System.nanoTime() + d.toNanos();
    while (running.get() > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public synchronized void start() {
    isRunning = true;
    isStopping = false;
    if (application.err() != null) {
      application = Context.background().withCancel();
    }
  }

  /** Waits for the tasks, for the two durations at most. */
  @Override
  public void stop() {
    isStopping = true;
    try {
      boolean all = awaitNone(timeout);
      ((CancelContext) application())
          .cancel(new CancellationException("the application is shutting down"));
      if (!all) {
        awaitNone(grace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      isRunning = false;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return isRunning;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
