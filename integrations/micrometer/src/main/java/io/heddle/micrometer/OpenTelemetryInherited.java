// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Inherited;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Lets goroutines inherit the current {@code Context} of OpenTelemetry, with the span and the
 * baggage, so that the spans of a request are connected. OpenTelemetry's agent instruments the
 * JDK's executors, but not {@code go}.
 *
 * <p>This is a service: it is active when the artifact is on the class path. Without
 * OpenTelemetry's API it does nothing.
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
