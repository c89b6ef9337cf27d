// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Heap;
import io.heddle.testing.OutsideBubbles;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Many contexts that hang on one future: it must not remember those that have ended. */
class FutureTieTest {
  private final CompletableFuture<Object> future = new CompletableFuture<>();

  @OutsideBubbles
  @Test
  void aFutureForgetsClosedContexts() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      Context.background().withFuture(future).close();
    }
    assertThat(future.getNumberOfDependents()).isZero();

    var open = Context.background().withFuture(future);
    long before = Heap.used();
    for (int i = 0; i < 50_000; i++) {
      Context.background().withFuture(future).close();
    }
    assertThat(Heap.used(before + (1 << 19)) - before).as("bytes kept").isLessThan(1 << 20);
    assertThat(future.getNumberOfDependents()).as("for the one that is open").isEqualTo(1);
    future.complete(1);
    assertThat(open.err()).isInstanceOf(CanceledException.class);
    assertThat(open.cause()).isSameAs(open.err());
  }

  @Test
  void allThatAreOpenEndWithIt() {
    var failure = new IOException("on purpose");
    var all = new ArrayList<CancelContext>();
    for (int i = 0; i < 100; i++) {
      var c = Context.background().withFuture(future);
      if (i % 3 == 0) {
        c.close();
      } else {
        all.add(c);
      }
    }
    future.completeExceptionally(failure);
    assertThat(all).allSatisfy(c -> assertThat(c.cause()).isSameAs(failure));
    assertThat(Context.background().withFuture(future).cause()).isSameAs(failure);
  }

  @Test
  void whoeverIsFirst() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      var f = new CompletableFuture<Object>();
      var open = new ArrayList<CancelContext>();
      var group = new WaitGroup();
      for (int g = 0; g < 3; g++) {
        group.go(() -> {
          for (int i = 0; i < 4; i++) {
            var c = Context.background().withFuture(f);
            if (ThreadLocalRandom.current().nextBoolean()) {
              c.close();
            } else {
              synchronized (open) {
                open.add(c);
              }
            }
          }
        });
      }
      Go.go(() -> f.complete(1)).join();
      group.await();
      assertThat(open).allSatisfy(c -> assertThat(c.err()).isNotNull());
    }
  }

  @Test
  void aFutureThatIsDroppedIsCollectedWithItsContext() throws Exception {
    var weak = tied();
    for (int i = 0; i < 50 && weak.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(weak.get()).isNull();
  }

  private static WeakReference<Object> tied() {
    var f = new CompletableFuture<Object>();
    var c = Context.background().withFuture(f);
    assertThat(c.err()).isNull();
    return new WeakReference<>(f);
  }
}
