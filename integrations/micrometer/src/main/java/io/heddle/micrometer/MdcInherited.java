// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import io.heddle.runtime.Inherited;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Goroutines inherit a copy of the diagnostic context of SLF4J ({@code MDC}), so that what they log
 * says for which request it is. What a goroutine puts there is its own.
 *
 * <p>A service; without SLF4J on the class path it does nothing.
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
