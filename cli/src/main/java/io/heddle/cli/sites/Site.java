// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.sites;

import java.lang.invoke.MethodHandles.Lookup;

/** Makes the constants by which rewritten classes name their own lines. */
public final class Site {
  private Site() {}

  /** Bootstrap of a dynamic constant: resolved once per call site, then as cheap as a literal. */
  public static StackTraceElement of(
      Lookup caller, String name, Class<?> type, String method, String file, int line) {
    String declaringClass = caller.lookupClass().getName();
    return new StackTraceElement(declaringClass, method, file.isEmpty() ? null : file, line);
  }
}
