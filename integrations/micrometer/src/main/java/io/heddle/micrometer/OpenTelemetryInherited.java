// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Inherited;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines inherit the current {@code Context} of OpenTelemetry: the span and the baggage. So the
 * spans of a request hang together, also where OpenTelemetry's agent, which knows the JDK's
 * executors, does not see {@code go}.
 *
 * <p>A service; without OpenTelemetry's API on the class path it does nothing.
 */
public record OpenTelemetryInherited() implements Inherited {
  private static final boolean IS_THERE = Present.is("io.opentelemetry.context.Context");

  @Override
  public @Nullable Snapshot capture() {
    return IS_THERE ? OpenTelemetry.capture() : null;
  }

  /** Loaded only where OpenTelemetry is. */
  private static final class OpenTelemetry {
    @SuppressWarnings("MustBeClosedChecker") // at the goroutine's end
    static @Nullable Snapshot capture() {
      var context = Context.current();
      return context == Context.root() ? null : () -> context.makeCurrent()::close;
    }
  }
}
