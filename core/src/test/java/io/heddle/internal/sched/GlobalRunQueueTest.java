// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlobalRunQueueTest {
  private static final int STEPS = 100_000;

  @Test
  void isAFifoThatGrows() {
    long seed = System.nanoTime();
    System.out.println("GlobalRunQueueTest seed " + seed);
    var random = new Random(seed);
    var queue = new GlobalRunQueue();
    var model = new ArrayDeque<Ready>();
    var batch = new Ready[64];
    for (int i = 0; i < STEPS; i++) {
      long taken = queue.taken();
      switch (random.nextInt(i / 10_000 % 2 == 0 ? 4 : 6)) {
        case 0 -> {
          var r = newReady();
          queue.submit(r);
          model.add(r);
        }
        case 1 -> {
          int n = random.nextInt(batch.length);
          for (int k = 0; k < n; k++) {
            batch[k] = newReady();
            model.add(batch[k]);
          }
          queue.putAll(batch, n);
        }
        case 2 -> {
          boolean had = queue.size() > 0;
          assertThat(queue.poll()).isSameAs(model.poll());
          assertThat(queue.taken() != taken).isEqualTo(had);
        }
        default -> {
          int n = queue.poll(batch, random.nextInt(batch.length));
          for (int k = 0; k < n; k++) {
            assertThat(batch[k]).isSameAs(model.poll());
          }
        }
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
  }

  /** A dump makes ready once more who is ready. */
  @Test
  void whoIsInItAlreadyIsNotAddedAgain() {
    var queue = new GlobalRunQueue();
    var first = newReady();
    var last = newReady();
    queue.put(first);
    queue.submit(last);
    queue.put(first);
    queue.putAll(new Ready[] {last, first}, 2);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.poll()).isSameAs(first);
    queue.put(first);
    assertThat(queue.poll()).isSameAs(last);
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void keepsNobodyWhoHasLeft() {
    var queue = new GlobalRunQueue();
    var batch = new Ready[100];
    for (int i = 0; i < 1000; i++) {
      queue.put(newReady());
    }
    for (int n = queue.poll(batch, 100); n > 0; n = queue.poll(batch, 100)) {
      assertThat(batch).allSatisfy(r -> assertThat(r.behind).isNull());
    }
    assertThat(queue.poll()).isNull();
  }

  @Test
  void isLookedAtInOrder() {
    var queue = new GlobalRunQueue();
    var all = new ArrayList<Goroutine>();
    for (int i = 0; i < 1000; i++) {
      var g =
          new Goroutine(null, null) {
            @Override
            protected void body() {}
          };
      queue.put(g);
      all.add(g);
    }
    queue.put(newReady());
    var seen = new ArrayList<Goroutine>();
    queue.forEach(seen::add);
    assertThat(seen).isEqualTo(all);
  }

  private static Ready newReady() {
    return new Ready.Foreign(() -> {});
  }
}
