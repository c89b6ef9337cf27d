// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import org.jspecify.annotations.Nullable;

/** What hangs on a {@link CancelNode} and hears of its end: a child, a function, a call. */
abstract class Link {
  /** Its place in the node's list; guarded by the node's lock until the node has ended. */
  @Nullable Link next;

  @Nullable Link prev;

  /** Where it hangs; null before, and for those under a context that never ends. */
  @Nullable ContextTree above;

  /** A child that the node's end is to be passed on to; null for all other kinds. */
  @Nullable ContextTree child() {
    return null;
  }

  /** The node has ended. Must not wait, nor throw. */
  abstract void ended();

  /** It is not interested any more. Harmless if the node has ended. */
  final void unlink() {
    var node = above;
    if (node != null) {
      node.remove(this);
    }
  }
}
