// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The names of goroutines that belong together: a prefix, and a number from 1 on. */
final class Names {
  /** No names. */
  static final Names NONE = new Names();

  private final @Nullable String prefix;
  private final AtomicLong last = new AtomicLong();

  private Names() {
    prefix = null;
  }

  Names(String prefix) {
    this.prefix = Objects.requireNonNull(prefix, "prefix");
  }

  @Nullable String next() {
    return prefix == null ? null : prefix + last.incrementAndGet();
  }
}
