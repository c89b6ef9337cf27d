// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitQueueTest {
  private final WaitQueue queue = new WaitQueue();

  private Waiter add() {
    var w = new Waiter(WaitReason.COND_WAIT, this);
    queue.add(w);
    return w;
  }

  /**
   * What is detached is woken without the lock, so a waiter that comes meanwhile must not be in it.
   */
  @Test
  void whoComesAfterADetachIsNotInIt() {
    assertThat(queue.detach()).isNull();
    var first = add();
    var detached = queue.detach();
    add();
    assertThat(detached).isSameAs(first);
    assertThat(first.leave()).isNull();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void detachTakesAllInOrder() {
    var first = add();
    var second = add();
    var third = add();
    assertThat(queue.detach()).isSameAs(first);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(first.leave()).isSameAs(second);
    assertThat(second.leave()).isSameAs(third);
    assertThat(third.leave()).isNull();
  }

  /** It gives up too late: it has been taken out, though nobody has touched it yet. */
  @Test
  void whatIsDetachedCanNotBeRemoved() {
    add();
    var second = add();
    queue.detach();
    var later = add();
    assertThat(queue.remove(second)).isFalse();
    assertThat(queue.peek()).isSameAs(later);
    assertThat(queue.remove(later)).isTrue();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whoWaitsAgainCanBeDetachedAgain() {
    var w = add();
    queue.detach();
    w.leave();
    w.setWoken();
    w.waitAgain();
    assertThat(w.isWoken()).isFalse();
    queue.addFirst(w);
    assertThat(queue.remove(w)).isTrue();
  }
}
