// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

/** A body that knows the line of the program that starts it. */
public interface Sited {
  StackTraceElement site();
}
