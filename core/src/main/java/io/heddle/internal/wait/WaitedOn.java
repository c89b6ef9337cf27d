// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import org.jspecify.annotations.Nullable;

/** Something to wait on that is called otherwise in a dump than in its {@code toString}. */
public interface WaitedOn {
  String inDump();

  /** What it is called in a trace, always the same; null: no name of its own. */
  default @Nullable String inTrace() {
    return null;
  }
}
