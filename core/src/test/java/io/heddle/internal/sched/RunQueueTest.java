// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RunQueueTest {
  private static final class Item extends Ready {
    final int number;

    Item(int number) {
      this.number = number;
    }

    @Override
    void resume() {
      throw new AssertionError("only the carrier runs what is queued");
    }

    @Override
    public String toString() {
      return "item " + number;
    }
  }

  private final RunQueue queue = new RunQueue(4);

  @Test
  void givesItsOwnerTheOldestAlsoWhenItWraps() {
    for (int i = 0; i < 100; i++) {
      assertThat(queue.put(new Item(2 * i))).isTrue();
      assertThat(queue.put(new Item(2 * i + 1))).isTrue();
      assertThat(queue.size()).isEqualTo(2);
      assertThat(number(queue.take())).isEqualTo(2 * i);
      assertThat(number(queue.take())).isEqualTo(2 * i + 1);
    }
    assertThat(queue.take()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  void refusesWhatItHasNoRoomFor() {
    fill(4);
    assertThat(queue.put(new Item(4))).isFalse();
    assertThat(number(queue.take())).isZero();
    assertThat(queue.put(new Item(4))).isTrue();
    assertThat(queue.size()).isEqualTo(4);
  }

  @Test
  void losesItsOlderHalfToAThief() {
    fill(3);
    assertThat(stolen(4)).containsExactly(0, 1);
    assertThat(stolen(4)).containsExactly(2);
    assertThat(stolen(4)).isEmpty();
    fill(4);
    assertThat(stolen(1)).containsExactly(0);
    assertThat(number(queue.take())).isEqualTo(1);
  }

  /** The queue is small and often full or empty, where owner and thieves meet. */
  @RepeatedTest(3)
  void givesEachToOneWhoeverTakes() throws InterruptedException {
    int items = Scale.of(300_000);
    var taken = new AtomicIntegerArray(items);
    var done = new AtomicBoolean();
    var thieves =
        IntStream.range(0, 3)
            .mapToObj(i -> Thread.ofPlatform().start(() -> steal(taken, done)))
            .toList();

    for (int i = 0; i < items; i++) {
      var item = new Item(i);
      while (!queue.put(item)) {
        take(taken);
      }
      if (i % 3 == 0) {
        take(taken);
      }
    }
    while (take(taken)) {}
    done.set(true);
    for (var thief : thieves) {
      thief.join();
    }

    assertThat(IntStream.range(0, items).filter(i -> taken.get(i) != 1).boxed().toList())
        .as("items that were not taken exactly once")
        .isEmpty();
  }

  private boolean take(AtomicIntegerArray taken) {
    if (queue.take() instanceof Item item) {
      taken.incrementAndGet(item.number);
      return true;
    }
    return false;
  }

  private void steal(AtomicIntegerArray taken, AtomicBoolean done) {
    var into = new Ready[2];
    while (!done.get()) {
      for (int n = queue.takeHalf(into); n > 0; n--) {
        taken.incrementAndGet(number(into[n - 1]));
      }
    }
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(queue.put(new Item(i))).isTrue();
    }
  }

  private List<Integer> stolen(int room) {
    var into = new Ready[room];
    int n = queue.takeHalf(into);
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < n; i++) {
      numbers.add(number(into[i]));
    }
    return numbers;
  }

  private static int number(Ready ready) {
    assertThat(ready).isInstanceOf(Item.class);
    return ((Item) ready).number;
  }
}
