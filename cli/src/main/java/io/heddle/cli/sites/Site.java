// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.sites;

import java.lang.invoke.MethodHandles.Lookup;

/** Makes the constants by which rewritten classes name their own lines. */
public final class Site {
  private Site() {}

  /**
   * Bootstrap of a dynamic constant: resolved once per call site, then as cheap as a literal.
   * Method and file are strings, the line an Integer; typed so, the JVM need not make code for the
   * call.
   */
  public static Object of(
      Lookup caller, String name, Class<?> type, Object method, Object file, Object line) {
    String declaringClass = caller.lookupClass().getName();
    String fileName = ((String) file).isEmpty() ? null : (String) file;
    return new StackTraceElement(declaringClass, (String) method, fileName, (Integer) line);
  }
}
