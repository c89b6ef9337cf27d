// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import org.jspecify.annotations.Nullable;

/** A context that adds one value to its parent. */
final class ValueContext extends AbstractContext {
  private final AbstractContext parent;
  private final Key<?> key;
  private final @Nullable Object value;

  /** The values above. Kept, as `node` is, so that nothing climbs a long chain step by step. */
  private final @Nullable ValueContext next;

  private final @Nullable CancelNode node;

  ValueContext(AbstractContext parent, Key<?> key, @Nullable Object value) {
    this.parent = parent;
    this.key = key;
    this.value = value;
    this.next = parent.values();
    this.node = parent.node();
  }

  Key<?> key() {
    return key;
  }

  @Nullable Object value() {
    return value;
  }

  @Nullable ValueContext next() {
    return next;
  }

  @Override
  @Nullable CancelNode node() {
    return node;
  }

  @Override
  ValueContext values() {
    return this;
  }

  @Override
  AbstractContext parent() {
    return parent;
  }

  @Override
  String suffix() {
    return "WithValue(" + key + ", " + value + ")";
  }
}
