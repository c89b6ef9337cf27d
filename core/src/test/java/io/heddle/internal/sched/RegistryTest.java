// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RegistryTest {
  /** One whose first wait comes after its end, as an executor's may at the executor's own lock. */
  private static final class WaitsAfterItsEnd extends Goroutine {
    private final CountDownLatch until;

    WaitsAfterItsEnd(CountDownLatch until) {
      super(null, null);
      this.until = until;
    }

    @Override
    protected void body() {}

    @Override
    protected void gone() {
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void whatHasEndedIsNotLinkedWhenItWaitsOnceMore() throws Exception {
    var until = new CountDownLatch(1);
    var goroutine = new WaitsAfterItsEnd(until);
    var thread = goroutine.start(null);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    assertThat(goroutine.hasEnded()).isTrue();
    until.countDown();
    thread.join();

    assertThat(Registry.get().waiting(g -> g == goroutine)).isEmpty();
  }
}
