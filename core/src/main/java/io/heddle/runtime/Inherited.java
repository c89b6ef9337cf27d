// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that travels with {@code go}: a goroutine then has it as whoever started it had. What a
 * library keeps in thread-locals (the diagnostic context of a logger, the span of a trace, who is
 * logged in) would stay behind otherwise; only {@link io.heddle.context.Context#current} and {@link
 * InheritableThreadLocal}s come along by themselves.
 *
 * <p>A service: implementations are found by {@link java.util.ServiceLoader} when the first
 * goroutine is made, by the class loader of this library, or are {@link #add added}. Where there is
 * none, {@code go} pays nothing for it. It holds for whatever makes a goroutine: {@code go}, {@code
 * WaitGroup.go}, {@code ErrGroup.go}, the tasks of {@code Go.executor()}, {@code afterFunc} (what
 * there was when it was registered) and {@code Go.threadFactory()} (what there was when the factory
 * was made).
 *
 * <p>Go has no counterpart: it has no thread-locals, and a context is a parameter.
 *
 * {@snippet file="io/heddle/docs/InheritedSnippets.java" region="inherited"}
 */
public interface Inherited {
  /**
   * What the calling thread passes on to a goroutine that it is about to start. Called once for
   * each goroutine, before {@code go} returns, so it should be quick; it must not block. What it
   * throws leaves {@code go}, and the goroutine is not started.
   *
   * @return what is to be restored in the goroutine, or null if there is nothing to pass on
   */
  @Nullable Snapshot capture();

  /** What was captured. */
  @FunctionalInterface
  interface Snapshot {
    /**
     * Makes it the calling goroutine's. Called once in the goroutine, before its body; what {@link
     * Inherited#capture} did happens-before it. What it throws is the goroutine's failure, and the
     * body is not run.
     *
     * @return what is closed after the body
     */
    Scope restore();
  }

  /** A snapshot that has been restored. */
  @FunctionalInterface
  interface Scope extends AutoCloseable {
    /**
     * Called in the goroutine when its body has ended, however it did; the scope that was restored
     * last is closed first. What it throws is the goroutine's failure, if the body had none.
     */
    @Override
    void close();
  }

  /**
   * From now on goroutines inherit this, too, after all that is there already.
   *
   * @param inherited what to ask; if it was added before nothing changes
   */
  static void add(Inherited inherited) {
    InheritedServices.INSTANCE.add(Objects.requireNonNull(inherited, "inherited"));
  }

  /**
   * Goroutines that are made from now on do not inherit this any more. Those that have captured it
   * restore it yet.
   *
   * @param inherited what was added, or found as a service
   * @return false if it was not there
   */
  static boolean remove(Inherited inherited) {
    return InheritedServices.INSTANCE.remove(inherited);
  }
}
