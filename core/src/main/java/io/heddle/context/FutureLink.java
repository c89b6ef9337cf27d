// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ends a context when a future completes. */
final class FutureLink {
  /** Let go of when the context ends, for the future may be around for long. */
  private volatile @Nullable CancelNode node;

  private FutureLink(CancelNode node) {
    this.node = node;
  }

  static void tie(CancelNode node, CompletionStage<?> stage) {
    var link = new FutureLink(node);
    node.atEnd(() -> link.node = null);
    var _ = stage.whenComplete((value, failure) -> link.completed(failure));
  }

  private void completed(@Nullable Throwable failure) {
    var n = node;
    if (n != null) {
      var cause = failure instanceof CompletionException ? failure.getCause() : null;
      n.cancel(cause != null ? cause : failure);
    }
  }
}
