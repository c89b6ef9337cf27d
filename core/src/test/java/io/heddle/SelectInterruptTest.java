// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An interrupted select has done nothing and leaves nothing behind. */
class SelectInterruptTest {
  @Test
  void leavesAllItsQueues() throws Exception {
    var a = Channel.<Integer>make();
    var b = Channel.<Integer>make();
    var selecting = Attempt.blocked(() -> select(receive(a, v -> v), send(b, 1, () -> 1)));

    selecting.thread().interrupt();

    assertThatThrownBy(selecting::result).isInstanceOf(InterruptedException.class);
    assertThat(a.trySend(1)).isFalse();
    assertThat(b.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void aPendingInterruptRefusesReadyCases() throws Exception {
    var c = Channel.<Integer>make(1);
    c.send(1);

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> select(receive(c, v -> v))).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(c.length()).isEqualTo(1);
  }

  @Test
  void aValueThatWasHandedOverCountsAsReceived() throws Exception {
    int rounds = Scale.of(3000);
    var received = new AtomicInteger();
    int sent = 0;
    for (int i = 0; i < rounds; i++) {
      var a = Channel.<Integer>make();
      var b = Channel.<Integer>make();
      var selecting = Attempt.blocked(() -> select(receive(a, v -> v), receive(b, v -> v)));
      var interrupter = Thread.ofVirtual().start(selecting.thread()::interrupt);
      if (a.trySend(1)) {
        sent++;
      }
      interrupter.join();
      try {
        received.addAndGet(selecting.result());
        // The interrupt came too late and is kept, or the thread had ended.
      } catch (InterruptedException e) {
        assertThat(selecting.interruptedAfter()).isFalse();
      }
    }
    assertThat(received.get()).isEqualTo(sent);
  }
}
