// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ends contexts when a future completes: one for all the contexts of a future. */
@SuppressWarnings("CollectionUndefinedEquality") // a CompletableFuture is equal to itself alone
final class FutureTie {
  /*
   * A future can be told to call something, but not to forget that again. So each calls one of these,
   * however many contexts come and go; they hang on its node, from where they can be unlinked. When the
   * last of them has ended, the future is made to forget this, too: `over` is what anyOf waits for
   * beside the future, and once one is complete anyOf cleans up what it left with the other.
   *
   * Reachable: from the future, through what it calls, and from the contexts. The table knows both the
   *            future and its tie only weakly: a future that is dropped together with its contexts is
   *            garbage.
   * Locking:   the table's monitor guards the table and `count`; nothing else is done under it.
   * Other stages than CompletableFuture have no such way: these keep one small object per context.
   * Checked by: ContextTest, FutureTieTest
   */
  private static final Map<CompletableFuture<?>, WeakReference<FutureTie>> TIES =
      new WeakHashMap<>();

  private final CompletableFuture<?> over = new CompletableFuture<>();
  private final CancelNode node = CancelNode.under(RootContext.BACKGROUND, null);

  /** Written before the node ends. */
  private volatile @Nullable Throwable cause;

  private int count;

  private FutureTie() {}

  static void tie(CancelNode child, CompletionStage<?> stage) {
    if (stage instanceof CompletableFuture<?> future) {
      tieTo(future, child);
      return;
    }
    var tie = new FutureTie();
    tie.add(child, () -> {});
    var _ = stage.whenComplete((value, failure) -> tie.completed(failure));
  }

  private static void tieTo(CompletableFuture<?> future, CancelNode child) {
    var tie = known(future);
    if (tie == null) {
      tie = made(future);
    }
    var shared = tie;
    try {
      shared.add(child, () -> shared.left(future));
    } catch (Throwable e) {
      shared.left(future); // no memory: it does not count
      throw e;
    }
  }

  /** Counts one more. */
  private static @Nullable FutureTie known(CompletableFuture<?> future) {
    synchronized (TIES) {
      var known = TIES.get(future);
      var tie = known == null ? null : known.get();
      if (tie != null) {
        tie.count++;
      }
      return tie;
    }
  }

  /**
   * What is in the table is called by the future: nobody finds one of which that is not certain.
   */
  private static FutureTie made(CompletableFuture<?> future) {
    var tie = new FutureTie();
    try {
      var _ =
          CompletableFuture.anyOf(future, tie.over)
              .whenComplete((value, failure) -> tie.completed(failure));
      var counts = putIfAbsent(future, tie);
      if (counts != tie) {
        tie.over.complete(null);
      }
      return counts;
    } catch (Throwable e) {
      tie.over.complete(null);
      throw e;
    }
  }

  private static FutureTie putIfAbsent(CompletableFuture<?> future, FutureTie tie) {
    var entry = new WeakReference<>(tie);
    synchronized (TIES) {
      var other = known(future);
      if (other != null) {
        return other;
      }
      TIES.put(future, entry);
      tie.count = 1;
      return tie;
    }
  }

  private void add(CancelNode child, Runnable afterItsEnd) {
    var link =
        new Link() {
          @Override
          void ended() {
            child.cancel(cause);
          }
        };
    node.adopt(link);
    try {
      child.atEnd(() -> {
        link.unlink();
        afterItsEnd.run();
      });
    } catch (Throwable e) {
      link.unlink();
      throw e;
    }
  }

  private void completed(@Nullable Throwable failure) {
    var inner = failure instanceof CompletionException ? failure.getCause() : null;
    cause = inner != null ? inner : failure;
    node.cancel();
  }

  /** One of the contexts has ended. */
  private void left(CompletableFuture<?> future) {
    synchronized (TIES) {
      if (--count > 0) {
        return;
      }
      TIES.remove(future);
    }
    over.complete(null);
  }
}
