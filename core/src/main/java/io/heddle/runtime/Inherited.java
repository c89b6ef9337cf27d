// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * State that a goroutine inherits from the thread that starts it. Without it, what a library keeps
 * in thread-locals (the diagnostic context of a logger, the span of a trace, the security context)
 * is not available in a goroutine; only {@link io.heddle.context.Context#current} and {@link
 * InheritableThreadLocal}s are always inherited.
 *
 * <p>This is a service: implementations are found by {@link java.util.ServiceLoader} when the first
 * goroutine is created, with the class loader of this library, or are {@link #add added}. If there
 * are none, {@code go} has no extra cost. It applies to everything that makes goroutines: {@code
 * go}, {@code WaitGroup.go}, {@code ErrGroup.go}, the tasks of {@code Go.executor()}, {@code
 * afterFunc} (with the state at its registration) and {@code Go.threadFactory()} (with the state
 * when the factory was made).
 *
 * <p>Go has no counterpart: it has no thread-locals, and a context is a parameter.
 *
 * {@snippet file="io/heddle/docs/InheritedSnippets.java" region="inherited"}
 */
public interface Inherited {
  /**
   * Captures the state of the calling thread for a goroutine that it is about to start. Called once
   * for each goroutine, before {@code go} returns, so it should be fast, and must not block. If it
   * throws, {@code go} throws the exception and does not start the goroutine.
   *
   * @return the state to restore in the goroutine, or null if there is none
   */
  @Nullable Snapshot capture();

  /** Captured state. */
  @FunctionalInterface
  interface Snapshot {
    /**
     * Restores the state in the calling goroutine. Called once in the goroutine, before its body;
     * {@link Inherited#capture} happens-before it. If it throws, the goroutine fails with the
     * exception and its body is not run.
     *
     * @return the scope, which is closed after the body
     */
    Scope restore();
  }

  /** Restored state. */
  @FunctionalInterface
  interface Scope extends AutoCloseable {
    /**
     * Removes the state. Called in the goroutine when its body has ended, normally or not, in the
     * reverse order of restoring. If it throws and the body did not, the goroutine fails with the
     * exception.
     */
    @Override
    void close();
  }

  /**
   * Adds an implementation, after the existing ones: goroutines that are started from now on
   * inherit its state.
   *
   * @param inherited the implementation; if it was added before, nothing changes
   */
  static void add(Inherited inherited) {
    InheritedServices.INSTANCE.add(Objects.requireNonNull(inherited, "inherited"));
  }

  /**
   * Removes an implementation: goroutines that are started from now on do not inherit its state.
   * Goroutines for which it was already captured still restore it.
   *
   * @param inherited an implementation that was added, or found as a service
   * @return true if it was removed; false if it was not there
   */
  static boolean remove(Inherited inherited) {
    return InheritedServices.INSTANCE.remove(inherited);
  }
}
