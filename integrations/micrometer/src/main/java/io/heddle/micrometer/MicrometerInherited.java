// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Inherited;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets goroutines inherit everything that Micrometer's context propagation knows: every
 * thread-local with a {@code ThreadLocalAccessor} in the global {@code ContextRegistry}.
 * Observations, the spans of Micrometer Tracing and the security context of Spring Security
 * register themselves there.
 *
 * <p>This is a service: it is active when the artifact is on the class path or the module path.
 */
public record MicrometerInherited() implements Inherited {
  private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().build();

  @Override
  public @Nullable Snapshot capture() {
    ContextSnapshot snapshot = FACTORY.captureAll();
    return () -> snapshot.setThreadLocals()::close;
  }
}
