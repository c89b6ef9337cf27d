// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Inherited;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

/**
 * Goroutines inherit what Micrometer's context propagation knows of: every thread-local that has a
 * {@code ThreadLocalAccessor} in the global {@code ContextRegistry}. Observations and the spans of
 * Micrometer Tracing register themselves there, and so does the security context of Spring
 * Security.
 *
 * <p>A service; where this artifact is on the class path or the module path there is nothing to do.
 */
public record MicrometerInherited() implements Inherited {
  private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().build();

  @Override
  public @Nullable Snapshot capture() {
    ContextSnapshot snapshot = FACTORY.captureAll();
    return () -> snapshot.setThreadLocals()::close;
  }
}
