// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.context.ContextException;
import io.heddle.sync.WaitGroup;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Trees of contexts that are cancelled or run out of time, and those who wait for that. */
final class Contexts extends Work {
  private static final int TREES = 4;
  private static final int CHILDREN = 6;

  Contexts(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, TREES, this::tree);
  }

  private void tree(SplittableRandom random) throws Exception {
    var told = new AtomicInteger();
    var waiting = new WaitGroup();
    try (var root = Context.background().withCancel()) {
      for (int i = 0; i < CHILDREN; i++) {
        var child = root.withTimeout(Duration.ofMillis(random.nextInt(1, 20)));
        boolean calls = random.nextBoolean();
        waiting.go(() -> {
          if (calls) {
            call(child);
          } else {
            child.done().receive();
          }
          told.incrementAndGet();
        });
      }
      waiting.add(1);
      root.afterFunc(() -> {
        told.incrementAndGet();
        waiting.done();
      });
      try {
        Thread.sleep(random.nextInt(15));
      } finally {
        root.cancel();
        ground.insist(() -> waiting.await());
        ground.require(root.err() != null, "cancelled without an error");
        ground.require(told.get() == CHILDREN + 1, "%s of %d were told", told, CHILDREN + 1);
      }
    }
  }

  private void call(CancelContext context) throws Exception {
    try {
      context.call(() -> {
        Thread.sleep(60_000); // longer than a busy machine takes to run whoever cancels
        return 0;
      });
      ground.fail("a call went on for 60 s after its context was over");
    } catch (ContextException e) {
      ground.require(e == context.err(), "call threw %s, not the context's error", e);
    }
  }
}
