// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import io.heddle.Go;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A call made in a goroutine of its own, and what came of it. */
public final class Attempt<T> {
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean interruptedAfter;

  private Attempt(Callable<T> call) {
    thread =
        Go.go(() -> {
          try {
            outcome.complete(call.call());
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          } finally {
            interruptedAfter = Thread.currentThread().isInterrupted();
          }
        });
  }

  /** Starts the call. */
  public static <T> Attempt<T> of(Callable<T> call) {
    return new Attempt<>(call);
  }

  /** Starts the call and returns when it waits. */
  public static <T> Attempt<T> blocked(Callable<T> call) throws InterruptedException {
    var attempt = new Attempt<>(call);
    Blocked.await(attempt.thread);
    return attempt;
  }

  public Thread thread() {
    return thread;
  }

  /** What it returned; what it threw is thrown. */
  public T result() throws Exception {
    try {
      T value = outcome.get();
      thread.join();
      return value;
    } catch (ExecutionException e) {
      thread.join();
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Whether its thread's interrupt status was set when the call had ended. */
  public boolean interruptedAfter() throws InterruptedException {
    thread.join();
    return interruptedAfter;
  }
}
