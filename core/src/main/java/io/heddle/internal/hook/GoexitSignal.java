// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

/** Thrown by {@code Go.goexit}: unwinds the goroutine through its {@code finally} blocks. */
public final class GoexitSignal extends Error {
  private static final long serialVersionUID = 1L;

  public GoexitSignal() {
    super("Go.goexit", null, false, false);
  }
}
