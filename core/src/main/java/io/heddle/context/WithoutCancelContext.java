// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import org.jspecify.annotations.Nullable;

/** A context with its parent's values and nothing else of it. */
final class WithoutCancelContext extends AbstractContext {
  private final AbstractContext parent;
  private final @Nullable ValueContext values;

  WithoutCancelContext(AbstractContext parent) {
    this.parent = parent;
    this.values = parent.values();
  }

  @Override
  @Nullable CancelNode node() {
    return null;
  }

  @Override
  @Nullable ValueContext values() {
    return values;
  }

  @Override
  AbstractContext parent() {
    return parent;
  }

  @Override
  String suffix() {
    return "WithoutCancel";
  }
}
