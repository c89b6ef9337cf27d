// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.internal.program.Stacks;
import io.heddle.sync.Mutex;
import io.heddle.testing.OutsideBubbles;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Not in an internal package: frames of those are left out. */
class StacksTest {
  private static final int MANY = 1_000_000;

  private final Channel<Integer> channel = Channel.make();
  private final Mutex mutex = new Mutex();

  // Methods of the same size: what they compile to differs in nothing but addresses.

  private void left(int way, int depth) throws InterruptedException {
    if (depth == 0) {
      channel.receive();
    } else if ((way & 1) == 0) {
      left(way >> 1, depth - 1);
    } else {
      right(way >> 1, depth - 1);
    }
  }

  private void right(int way, int depth) throws InterruptedException {
    if (depth == 0) {
      channel.receive();
    } else if ((way & 1) == 0) {
      left(way >> 1, depth - 1);
    } else {
      right(way >> 1, depth - 1);
    }
  }

  private void lock(int depth) throws InterruptedException {
    if (depth == 0) {
      mutex.lockInterruptibly();
    } else {
      lock(depth - 1);
    }
  }

  private static void awaitWaiting(Thread t) throws InterruptedException {
    while (t.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  /** Interpreted ones at first, and then compiled ones, first quickly and then well. */
  @Test
  @OutsideBubbles
  void amongManyEachHasItsOwn() throws Exception {
    mutex.lock();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3_000; i++) {
      int way = i;
      threads.add(
          switch (i % 3) {
            case 0 -> go(() -> lock(way % 10));
            default -> go(() -> left(way, way % 2 + 6));
          });
      if (i % 100 == 99) {
        awaitWaiting(threads.getLast());
      }
    }
    for (var t : threads) {
      awaitWaiting(t);
    }
    var many = new Stacks(MANY);
    var few = new Stacks();
    try {
      for (var t : threads) {
        assertThat(many.of(t)).isEqualTo(few.of(t));
      }
      var distinct = IntStream.range(0, threads.size()).mapToObj(i -> many.of(threads.get(i)));
      assertThat(distinct.distinct().count()).isGreaterThan(100);
    } finally {
      channel.close();
      threads.forEach(Thread::interrupt);
    }
  }
}
