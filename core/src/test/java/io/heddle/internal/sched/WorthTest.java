// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.testing.WithMaxProcs;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Carriers that came in vain let small queues be, and nobody waits in vain for that. */
@WithMaxProcs(2)
class WorthTest {
  private static final int STAGES = 8;

  @Test
  void inVainIsDoubledUpToALimit() {
    var worth = new Worth(100);
    for (int i = 0; i < 10; i++) {
      assertThat(worth.worth()).isEqualTo(Math.min(64, 1 << i));
      worth.learn(99);
    }
  }

  @Test
  void workForLongIsTakenFromOneOn() {
    var worth = new Worth(100);
    worth.learn(0);
    worth.learn(0);
    worth.learn(100);
    assertThat(worth.worth()).isEqualTo(1);
  }

  /** The lesson is one that the pipeline teaches; a queue of one is small by it. */
  @Test
  void whoeverIsQueuedBehindOneThatComputesRuns() throws Exception {
    for (int i = 0; i < 20; i++) {
      passValuesOn(500);
      var hasRun = new AtomicBoolean();
      var computing =
          go(() -> {
            go(() -> hasRun.set(true));
            go(() -> {}); // takes the next slot, and the first goes to the queue
            while (!hasRun.get()) {
              Thread.onSpinWait();
            }
          });
      computing.join();
    }
  }

  private static void passValuesOn(int n) throws InterruptedException {
    Channel<Integer> first = Channel.make();
    var last = first;
    for (int s = 0; s < STAGES; s++) {
      Channel<Integer> from = last;
      Channel<Integer> to = Channel.make();
      go(() -> {
        for (int v : from) {
          to.send(v);
        }
        to.close();
      });
      last = to;
    }
    go(() -> {
      for (int i = 0; i < n; i++) {
        first.send(i);
      }
      first.close();
    });
    int got = 0;
    for (int v : last) {
      assertThat(v).isEqualTo(got++);
    }
    assertThat(got).isEqualTo(n);
  }
}
