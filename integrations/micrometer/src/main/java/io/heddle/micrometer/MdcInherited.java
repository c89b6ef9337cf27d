// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Inherited;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets goroutines inherit a copy of the diagnostic context of SLF4J ({@code MDC}), so that their
 * log messages name the request. Changes in a goroutine do not affect its starter.
 *
 * <p>This is a service: it is active when the artifact is on the class path. Without SLF4J it does
 * nothing.
 */
public record MdcInherited() implements Inherited {
  private static final boolean IS_THERE = Present.is("org.slf4j.MDC");

  @Override
  public @Nullable Snapshot capture() {
    return IS_THERE ? Mdc.capture() : null;
  }

  /** Loaded only where SLF4J is. */
  private static final class Mdc {
    static @Nullable Snapshot capture() {
      var map = MDC.getCopyOfContextMap();
      if (map == null || map.isEmpty()) {
        return null;
      }
      return () -> {
        MDC.setContextMap(map);
        return MDC::clear;
      };
    }
  }
}
