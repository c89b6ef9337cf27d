// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import org.junit.jupiter.api.Test;

class LockedQueueTest {
  private final LockedQueue waiters = new LockedQueue();

  /**
   * What is detached is woken without the lock, so a waiter that comes meanwhile must not be in it.
   */
  @Test
  void whoComesAfterADetachIsNotInIt() {
    var detached = detach();
    waiters.queue().add(new Waiter(WaitReason.COND_WAIT, this));
    assertThat(detached.isEmpty()).isTrue();
    assertThat(waiters.queue().size()).isEqualTo(1);
  }

  @Test
  void detachTakesAllInOrder() {
    var first = new Waiter(WaitReason.COND_WAIT, this);
    var second = new Waiter(WaitReason.COND_WAIT, this);
    waiters.queue().add(first);
    waiters.queue().add(second);
    var detached = detach();
    assertThat(waiters.queue().isEmpty()).isTrue();
    assertThat(detached.poll()).isSameAs(first);
    assertThat(detached.poll()).isSameAs(second);
  }

  private WaitQueue detach() {
    waiters.acquire();
    try {
      return waiters.detach();
    } finally {
      waiters.release();
    }
  }
}
