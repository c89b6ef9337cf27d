// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import org.jspecify.annotations.Nullable;

/** Where a tree of contexts begins: nothing ends it. */
final class RootContext extends AbstractContext {
  static final RootContext BACKGROUND = new RootContext("Background");
  static final RootContext TODO = new RootContext("TODO");

  private final String name;

  private RootContext(String name) {
    this.name = name;
  }

  @Override
  @Nullable CancelNode node() {
    return null;
  }

  @Override
  @Nullable ValueContext values() {
    return null;
  }

  @Override
  @Nullable AbstractContext parent() {
    return null;
  }

  @Override
  String suffix() {
    return name;
  }
}
