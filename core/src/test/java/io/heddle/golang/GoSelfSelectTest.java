// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.OverCapacities;
import io.heddle.testing.Scale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two goroutines send and receive on the same channel in one select each: they pair up with each
 * other and never with themselves. After the runtime's {@code TestSelfSelect}.
 */
class GoSelfSelectTest {
  @OverCapacities
  void pairsUpWithTheOther(int capacity) throws Exception {
    int n = Scale.of(5_000);
    var c = Channel.<Integer>make(capacity);
    var both = new WaitGroup();
    var wrong = new AtomicInteger();
    for (int p = 0; p < 2; p++) {
      int me = p;
      both.go(() -> {
        for (int i = 0; i < n; i++) {
          // One of the two stands first by turns.
          if (me == 0 || i % 2 == 0) {
            select(onSend(c, me, () -> {}), onReceive(c, v -> check(v, me, capacity, wrong)));
          } else {
            select(onReceive(c, v -> check(v, me, capacity, wrong)), onSend(c, me, () -> {}));
          }
        }
      });
    }
    // A goroutine that has done all its turns leaves the other without a counterpart.
    var helper = go(() -> help(c));
    both.await();
    helper.interrupt();
    helper.join();

    assertThat(wrong.get()).as("values that a goroutine received from itself").isZero();
  }

  private static void check(int v, int me, int capacity, AtomicInteger wrong) {
    if (capacity == 0 && v == me) {
      wrong.incrementAndGet();
    }
  }

  /** Only now and then, so that the two mostly meet each other. */
  private static void help(Channel<Integer> c) throws InterruptedException {
    while (true) {
      Thread.sleep(1);
      if (!c.trySend(2)) {
        c.tryReceive();
      }
    }
  }
}
