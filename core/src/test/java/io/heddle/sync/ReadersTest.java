// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Whom the search for deadlocks is told to be in. */
class ReadersTest {
  private final Readers readers = new Readers();

  private static void run(Runnable r) throws InterruptedException {
    Thread.ofPlatform().start(r).join();
  }

  @Test
  void allOfACrowdAreKnown() throws Exception {
    int n = 200;
    var turn = new Object();
    var all = new CyclicBarrier(n + 1);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < n; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                synchronized (turn) { // two that come at once may overwrite each other
                  readers.came();
                }
                await(all);
                await(all);
                synchronized (turn) {
                  readers.leaves();
                }
              }));
    }
    all.await();
    assertThat(readers.known())
        .containsExactlyInAnyOrderElementsOf(threads.stream().map(Thread::threadId).toList());
    all.await();
    for (var t : threads) {
      t.join();
    }
    assertThat(readers.known()).isEmpty();
    readers.came();
    assertThat(readers.known()).containsExactly(Thread.currentThread().threadId());
  }

  private static void await(CyclicBarrier b) {
    try {
      b.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoComesTwiceLeavesTwice() {
    long id = Thread.currentThread().threadId();
    readers.came();
    readers.came();
    readers.leaves();
    assertThat(readers.known()).containsExactly(id);
    readers.leaves();
    assertThat(readers.known()).isEmpty();
  }

  /** Also if the slot of who gives it back is somebody else's. */
  @Test
  void whereOneGivesBackAnothersHoldNobodyIsKnownUntilAWriterIsIn() throws Exception {
    for (int i = 0; i < 16; i++) {
      run(readers::came);
    }
    assertThat(readers.known()).hasSize(16);
    readers.leaves();
    assertThat(readers.known()).isEmpty();
    run(readers::came);
    assertThat(readers.known()).isEmpty();
    readers.areOut();
    assertThat(readers.known()).isEmpty();
    readers.came();
    assertThat(readers.known()).isEqualTo(List.of(Thread.currentThread().threadId()));
  }
}
